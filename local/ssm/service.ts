import { jsonFault, serveJson } from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { parameterStore } from "./ssm.ts";

export const ssm: AwsService = {
	name: "ssm",
	types: { "ssm.Parameter": {} },
	// https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
	faults: {
		throttle: jsonFault("ThrottlingException", "Rate exceeded", 400),
		error: jsonFault("InternalServerError", "Internal server error", 500),
	},
	start({ declarations }) {
		const operations = parameterStore(declarations);
		return {
			api: (request, caller) => serveJson(operations, request, caller),
		};
	},
};
