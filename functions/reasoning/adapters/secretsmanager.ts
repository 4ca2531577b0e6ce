import {
	GetSecretValueCommand,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Unavailable } from "../errors.ts";
import type { ApiKey } from "../modelAttempts.ts";
import { awsClient } from "./awsClient.ts";
import { memoizeWithTtl } from "./memoizeWithTtl.ts";

/** After a rotation the model refuses the old key, which is then read again; this is the limit for all other cases. */
const lifetime = 60 * 60 * 1000;

/** Reads `GEMINI_API_KEY` of the secret's JSON; throws `Unavailable`. */
export function geminiKey(secretId: string) {
	const client = new SecretsManagerClient(awsClient);
	return memoizeWithTtl(async (): Promise<ApiKey> => {
		try {
			const { SecretString, VersionId = "unknown" } = await client.send(
				new GetSecretValueCommand({ SecretId: secretId }),
			);
			const value: unknown = JSON.parse(SecretString ?? "").GEMINI_API_KEY;
			if (typeof value !== "string" || !value)
				throw new TypeError("the secret holds no GEMINI_API_KEY");
			return { value, version: VersionId };
		} catch (error) {
			throw new Unavailable(error);
		}
	}, lifetime);
}
