import { jsonFault, serveJson } from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { secretsManager } from "./secretsmanager.ts";

export const secretsmanager: AwsService = {
	name: "secretsmanager",
	types: {
		"secretsmanager.Secret": { irrelevant: "recoveryWindowInDays" },
		"secretsmanager.SecretVersion": {},
	},
	// https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
	faults: {
		throttle: jsonFault("ThrottlingException", "Rate exceeded", 400),
		error: jsonFault(
			"InternalServiceError",
			"An error occurred on the server side.",
			500,
		),
	},
	start({ declarations }) {
		const operations = secretsManager(declarations);
		return {
			api: (request, caller) => serveJson(operations, request, caller),
		};
	},
};
