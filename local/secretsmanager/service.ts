/** The declared secrets, by GetSecretValue. */
import { createHash } from "node:crypto";
import {
	authorize,
	jsonApi,
	jsonFaults,
	ServiceError,
} from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import type { Declarations } from "../evaluate/declarations.ts";

export const secretsmanager: AwsService = {
	name: "secretsmanager",
	types: {
		"secretsmanager.Secret": { irrelevant: "name recoveryWindowInDays" },
		"secretsmanager.SecretVersion": {},
	},
	// https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
	faults: jsonFaults(
		["ThrottlingException", "Rate exceeded"],
		["InternalServiceError", "An error occurred on the server side."],
	),
	start: ({ declarations }) => ({ api: secrets(declarations) }),
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
function secrets(declarations: Declarations) {
	return jsonApi({
		GetSecretValue({ SecretId }, caller) {
			const arn = String(SecretId);
			authorize(caller, "secretsmanager:GetSecretValue", arn);
			const { secretString = "" } =
				declarations.find("secretsmanager.SecretVersion", {
					secretId: arn,
				}) ?? {};
			if (!secretString)
				throw new ServiceError(
					"ResourceNotFoundException",
					`No secret with a value has the ARN ${arn}; this machine finds secrets by ARN alone.`,
				);
			const digest = createHash("sha256").update(secretString).digest("hex");
			return {
				ARN: arn,
				SecretString: secretString,
				VersionId: digest.slice(0, 32),
			};
		},
	});
}
