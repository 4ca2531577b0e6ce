/** One address for the AWS services that the function calls, each in its own protocol, behind the declared policies. */

import type { Tables } from "../dynamodb/dynamodb.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { Caller, Policies } from "../iam/iam.ts";
import type { Buckets } from "../s3/s3.ts";
import { secretsManager } from "../secretsmanager/secretsmanager.ts";
import { parameterStore } from "../ssm/ssm.ts";
import { type Fault, withFaults } from "./faults.ts";
import { header, type Request, type Response, type Service } from "./http.ts";
import { failure, ServiceError, serveJson } from "./jsonProtocol.ts";

/**
 * Tells the services apart as AWS does, by the scope of the signature, which
 * also names the caller; the signature itself is not checked.
 * @param faults hit everyone who calls
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function awsEndpoint(
	declarations: Declarations,
	policies: Policies,
	tables: Pick<Tables, "serve">,
	buckets: Buckets,
	faults: Fault[] = [],
): Service {
	const secrets = secretsManager(declarations);
	const parameters = parameterStore(declarations);
	const served: Record<string, Serve> = {
		dynamodb: (request, caller) => tables.serve(request, caller),
		secretsmanager: (request, caller) => serveJson(secrets, request, caller),
		ssm: (request, caller) => serveJson(parameters, request, caller),
		s3: async (request, caller) => buckets.serve(request, caller),
	};
	const services = new Map(
		Object.entries(served).map(([name, serve]) => [
			name,
			withFaults(name, faults, (request) =>
				serve(request, policies.signer(scopeOf(request).accessKey)),
			),
		]),
	);
	return async (request) => {
		const { service } = scopeOf(request);
		return (
			services.get(service)?.(request) ?? failure(request, unserved(service))
		);
	};
}

type Serve = (request: Request, caller: Caller) => Promise<Response>;

/** Of the header, or of an address that was signed beforehand. */
function scopeOf(request: Request) {
	const credential =
		/Credential=([^,\s]*)/.exec(header(request, "authorization") ?? "")?.[1] ??
		new URLSearchParams(request.query).get("X-Amz-Credential") ??
		"";
	const [accessKey = "", , , service = ""] = credential.split("/");
	return { accessKey, service };
}

function unserved(service: string): ServiceError {
	return service
		? new ServiceError(
				"UnknownOperationException",
				`This machine does not serve ${service}.`,
			)
		: new ServiceError(
				"MissingAuthenticationTokenException",
				"Request is missing Authentication Token",
			);
}
