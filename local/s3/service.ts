import type { AwsService } from "../core/service.ts";
import { Buckets, failure } from "./s3.ts";

const versions = {
	notImitated: { "lifecycle and old versions of objects": "*" },
};

export const s3: AwsService = {
	name: "s3",
	types: {
		"aws:s3/bucket:Bucket": {
			irrelevant: { "nothing is destroyed here": "forceDestroy" },
		},
		"aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration":
			versions,
		"aws:s3/bucketObjectv2:BucketObjectv2": {},
		"aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
			irrelevant: { "there are no other accounts": "*" },
		},
		"aws:s3/bucketPolicy:BucketPolicy": {
			irrelevant: {
				"says nothing of who may do what":
					"policy.Version policy.Statement.Sid",
			},
		},
		"aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
			irrelevant: { "nobody is served but by role or service": "*" },
		},
		"aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
			{ irrelevant: { "there is one machine, and its disk": "*" } },
		"aws:s3/bucketVersioning:BucketVersioning": versions,
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
	start({ declarations, callers }) {
		const buckets = new Buckets(declarations);
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
	},
};
