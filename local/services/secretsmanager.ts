/** The declared secrets: GetSecretValue. */
import { createHash } from "node:crypto";
import type { secretsmanager } from "@pulumi/aws";
import type { Declarations } from "../program/declarations.ts";
import { authorize, type Operations, ServiceError } from "./jsonProtocol.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export function secretsManager(declarations: Declarations): Operations {
	const secrets = readSecrets(declarations);
	return {
		GetSecretValue({ SecretId }, caller) {
			const secret = secrets.find(
				({ ARN, Name }) => SecretId === ARN || SecretId === Name,
			);
			authorize(
				caller,
				"secretsmanager:GetSecretValue",
				secret?.ARN ?? String(SecretId),
			);
			if (secret) return secret;
			throw new ServiceError(
				"ResourceNotFoundException",
				"Secrets Manager can't find the specified secret.",
			);
		},
	};
}

function readSecrets(declarations: Declarations) {
	const versions = declarations.all<secretsmanager.SecretVersion>(
		"aws:secretsmanager/secretVersion:SecretVersion",
	);
	return declarations
		.all<secretsmanager.Secret>("aws:secretsmanager/secret:Secret")
		.map(({ id, arn, name }) => {
			const value = versions.find(({ secretId }) => secretId === id);
			const SecretString = value?.secretString ?? "";
			return {
				ARN: arn,
				Name: name,
				SecretString,
				VersionId: createHash("sha256")
					.update(SecretString)
					.digest("hex")
					.slice(0, 32),
				VersionStages: ["AWSCURRENT"],
				CreatedDate: Math.floor(Date.now() / 1000),
			};
		});
}
