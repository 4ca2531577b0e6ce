import { join } from "node:path";
import type { AwsService, Start } from "../core/service.ts";
import { Buckets, failure } from "./s3.ts";
import { Uploads } from "./uploads.ts";

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
		// Nobody is served but by a role or as a service, on one machine.
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
			failure(
				500,
				"InternalError",
				"We encountered an internal error. Please try again.",
			),
	},
	async open(folder) {
		const uploads = new Uploads(folder && join(folder, "s3"));
		return { start: startWith(uploads), close: async () => {} };
	},
};

function startWith(uploads: Uploads): Start {
	return ({ declarations, callers }) => {
		const buckets = new Buckets(declarations, uploads);
		return {
			api: (request, caller) => buckets.serve(request, caller),
			at(host, service, arn) {
				const bucket = buckets.ofHost(host);
				if (!bucket) return undefined;
				const own = callers.serviceAt(bucket, service);
				const context = { "aws:sourcearn": arn };
				const caller = {
					...own,
					may: (call: Parameters<typeof own.may>[0]) =>
						own.may({ ...call, context }),
				};
				return async (request) =>
					buckets.get(bucket, request.path.slice(1), request, caller);
			},
		};
	};
}
