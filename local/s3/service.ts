import type { Caller } from "../core/caller.ts";
import type { AwsService, Start } from "../core/service.ts";
import { failure } from "../core/xml.ts";
import { Buckets, type Objects } from "./s3.ts";

const versions = {
	notImitated: { "lifecycle and old versions of objects": "*" },
};

export const s3: AwsService = {
	name: "s3",
	types: {
		"s3.Bucket": { irrelevant: "forceDestroy" },
		"s3.BucketLifecycleConfiguration": versions,
		"s3.BucketLogging": { notImitated: { "access logs of the buckets": "*" } },
		"s3.BucketObjectv2": {},
		// Every caller on this machine is a role or a service of AWS.
		"s3.BucketOwnershipControls": { irrelevant: "*" },
		"s3.BucketPolicy": {
			irrelevant: "policy.Version policy.Statement.Sid",
		},
		"s3.BucketPublicAccessBlock": { irrelevant: "*" },
		"s3.BucketServerSideEncryptionConfiguration": { irrelevant: "*" },
		"s3.BucketVersioning": versions,
	},
	// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
	faults: {
		throttle: () =>
			failure(503, "SlowDown", "Please reduce your request rate."),
		error: () =>
			failure(500, "InternalError", "We encountered an internal error."),
	},
	async open() {
		const written: Objects = new Map();
		return { start: startWith(written), close: async () => {} };
	},
};

function startWith(written: Objects): Start {
	return ({ declarations, callers }) => {
		const buckets = new Buckets(declarations, written);
		return {
			api: async (request, caller) => buckets.serve(request, caller),
			at(host, service, arn) {
				const bucket = buckets.ofHost(host);
				if (!bucket) return undefined;
				const own = callers.serviceAt(bucket, service);
				const context = { "aws:sourcearn": arn };
				const caller: Caller = {
					arn: own.arn,
					refusal: (call) => own.refusal({ ...call, context }),
				};
				return async (request) => buckets.serveOrigin(bucket, request, caller);
			},
		};
	};
}
