/** One address for the APIs of all services. */
import type { Callers } from "./caller.ts";
import { header, type Request, type Service } from "./http.ts";
import { failure, ServiceError } from "./jsonProtocol.ts";
import type { Api } from "./service.ts";

/**
 * Finds the service and the caller of a request by the scope of its signature.
 * The signature itself is not checked.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function awsEndpoint(
	apis: ReadonlyMap<string, Api>,
	callers: Pick<Callers, "signer">,
): Service {
	return async (request) => {
		const { accessKey, service } = scopeOf(request);
		const api = apis.get(service);
		if (api) return api(request, callers.signer(accessKey));
		const code = service
			? "UnknownOperationException"
			: "MissingAuthenticationTokenException";
		const message = `This machine does not serve ${service || "requests without a signature"}.`;
		return failure(request, new ServiceError(code, message));
	};
}

function scopeOf(request: Request) {
	const signature = header(request, "authorization") ?? "";
	const [, credential = ""] = /Credential=([^,\s]*)/.exec(signature) ?? [];
	const [accessKey = "", , , service = ""] = credential.split("/");
	return { accessKey, service };
}
