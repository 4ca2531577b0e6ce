/** What only a miss needs, in one module, so that the first miss loads it and a hit does not. */
import type { Environment } from "../environment.ts";
import { persistentModel } from "../modelAttempts.ts";
import type { Clock, MissPorts, Telemetry } from "../ports.ts";
import { generate } from "./gemini.ts";
import { publishedMonths } from "./s3.ts";
import { geminiKey } from "./secretsmanager.ts";
import { parameterStore } from "./ssm.ts";

type Kept = Pick<MissPorts, "published" | "parameters"> & {
	apiKey: ReturnType<typeof geminiKey>;
};

/** Clients, months, parameters and the key are kept from miss to miss. */
let kept: Kept | undefined;

export function forMiss(
	environment: Environment,
	clock: Clock,
	telemetry: Telemetry,
): MissPorts {
	kept ??= {
		published: publishedMonths(environment.dataBucket),
		parameters: parameterStore(environment.parameters),
		apiKey: geminiKey(environment.secretId),
	};
	const { published, parameters, apiKey } = kept;
	return {
		published,
		parameters: () =>
			parameters().catch(async (cause) => {
				await telemetry.warn(
					"The parameters were not read; the declared values serve.",
					cause,
				);
				return environment.declared;
			}),
		model: persistentModel({
			generate: (request, signal) =>
				generate(request, signal, environment.geminiBaseUrl),
			apiKey: (options) => telemetry.step("secret", () => apiKey(options)),
			fallbackModel: environment.fallbackModel,
			language: environment.language,
			clock,
			telemetry,
		}),
	};
}
