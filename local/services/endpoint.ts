/** One address for the AWS services that the function calls, each in its own protocol, behind the declared policies. */

import { header, type Service } from "../http.ts";
import type { Declarations } from "../program/declarations.ts";
import type { DynamoDb } from "./dynamodb.ts";
import type { Policies } from "./iam.ts";
import { serveJson } from "./jsonProtocol.ts";
import type { Buckets } from "./s3.ts";
import { secretsManager } from "./secretsmanager.ts";
import { parameterStore } from "./ssm.ts";

/**
 * Tells the services apart as AWS does, by the scope of the signature, which
 * also names the caller; the signature itself is not checked.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function awsEndpoint(
	declarations: Declarations,
	policies: Policies,
	dynamoDb: DynamoDb,
	buckets: Buckets,
): Service {
	const secrets = secretsManager(declarations);
	const parameters = parameterStore(declarations);
	return async (request) => {
		const authorization = header(request, "authorization") ?? "";
		const [, accessKey = "", service] =
			/Credential=([^/]*)\/\d+\/[^/]+\/([^/]+)\//.exec(authorization) ?? [];
		const caller = policies.signer(accessKey);
		switch (service) {
			case "dynamodb":
				return dynamoDb.serve(request, caller);
			case "secretsmanager":
				return serveJson(secrets, request, caller);
			case "ssm":
				return serveJson(parameters, request, caller);
			case "s3":
				return buckets.serve(request, caller);
			default:
				return serveJson({}, request, caller);
		}
	};
}
