import {
	GetSecretValueCommand,
	SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Unavailable } from "../errors.ts";
import { awsClient } from "./awsClient.ts";
import { refreshed } from "./refreshed.ts";

/** A rotated key is noticed by the model's refusal; this only bounds the rest. */
const lifetime = 60 * 60 * 1000;

/** Reads `GEMINI_API_KEY` of the secret's JSON; throws `Unavailable`. */
export function geminiKey(secretId: string) {
	const client = new SecretsManagerClient(awsClient);
	return refreshed(async () => {
		try {
			const { SecretString } = await client.send(
				new GetSecretValueCommand({ SecretId: secretId }),
			);
			const key: unknown = JSON.parse(SecretString ?? "").GEMINI_API_KEY;
			if (typeof key !== "string" || !key)
				throw new TypeError("the secret holds no GEMINI_API_KEY");
			return key;
		} catch (error) {
			throw new Unavailable(error);
		}
	}, lifetime);
}
