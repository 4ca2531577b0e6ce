/** The declared secrets: GetSecretValue, which is all that the function calls. */
import { createHash } from "node:crypto";
import {
	authorize,
	jsonApi,
	jsonFaults,
	ServiceError,
} from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";

export const secretsmanager: AwsService = {
	name: "secretsmanager",
	types: {
		"secretsmanager.Secret": { irrelevant: "recoveryWindowInDays" },
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
	const declared = declarations.all("secretsmanager.Secret");
	return jsonApi({
		GetSecretValue({ SecretId }, caller) {
			const secret = declared.find(
				({ arn, name }) => SecretId === arn || SecretId === name,
			);
			const arn = `arn:aws:secretsmanager:${declared[0]?.region}:${account}:secret:${SecretId}`;
			authorize(caller, "secretsmanager:GetSecretValue", secret?.arn ?? arn);
			const { secretString } =
				declarations.find("secretsmanager.SecretVersion", {
					secretId: secret?.id,
				}) ?? {};
			if (!secret || secretString === undefined)
				throw new ServiceError(
					"ResourceNotFoundException",
					"Secrets Manager can't find the specified secret.",
				);
			const version = createHash("sha256").update(secretString).digest("hex");
			return {
				ARN: secret.arn,
				Name: secret.name,
				SecretString: secretString,
				VersionId: version.slice(0, 32),
				VersionStages: ["AWSCURRENT"],
			};
		},
	});
}
