/** The declared secrets: GetSecretValue, which is all that the function calls. */
import { createHash } from "node:crypto";
import {
	authorize,
	type Operations,
	ServiceError,
} from "../core/jsonProtocol.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function secretsManager(declarations: Declarations): Operations {
	const secrets = declarations.all("secretsmanager.Secret");
	const versions = declarations.all("secretsmanager.SecretVersion");
	return {
		GetSecretValue({ SecretId }, caller) {
			const secret = secrets.find(
				({ arn, name }) => SecretId === arn || SecretId === name,
			);
			const resource = `${SecretId}`.startsWith("arn:")
				? `${SecretId}`
				: `arn:aws:secretsmanager:${secrets[0]?.region}:${account}:secret:${SecretId}`;
			const action = "secretsmanager:GetSecretValue";
			authorize(caller, action, secret?.arn ?? resource);
			const version = versions.find(({ secretId }) => secretId === secret?.id);
			if (secret && version?.secretString !== undefined)
				return {
					ARN: secret.arn,
					Name: secret.name,
					SecretString: version.secretString,
					VersionId: versionId(version.secretString),
					VersionStages: ["AWSCURRENT"],
				};
			throw new ServiceError(
				"ResourceNotFoundException",
				secret
					? "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
					: "Secrets Manager can't find the specified secret.",
			);
		},
	};
}

function versionId(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
