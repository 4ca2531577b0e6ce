/** What only a miss needs, in one module, so that the first miss loads it and a hit does not. */
import type { Environment } from "../environment.ts";
import { type ModelSettings, persistentModel } from "../modelAttempts.ts";
import type { Clock, MissDependencies, Telemetry } from "../ports.ts";
import { generate } from "./gemini.ts";
import { publishedMonths } from "./s3.ts";
import { geminiKey } from "./secretsmanager.ts";
import { parameterStore } from "./ssm.ts";

type OfContainer = Pick<MissDependencies, "published" | "parameters"> &
	Pick<ModelSettings, "apiKey" | "refused">;

/** Clients, months, parameters, key and what was refused are kept from miss to miss. */
let ofContainer: OfContainer | undefined;

export function missDependencies(
	environment: Environment,
	clock: Clock,
	telemetry: Telemetry,
): MissDependencies {
	ofContainer ??= {
		published: publishedMonths(environment.dataBucket),
		parameters: parameterStore(environment.parameters),
		apiKey: geminiKey(environment.secretId),
		refused: new Map(),
	};
	const { published, parameters, apiKey, refused } = ofContainer;
	const currentKey = once(() => telemetry.span("secret", () => apiKey()));
	return {
		published,
		parameters: once(() =>
			parameters().catch(async (cause) => {
				await telemetry.warn(
					"The parameters were not read; the declared values serve.",
					cause,
				);
				return environment.declared;
			}),
		),
		model: persistentModel({
			generate: (request, signal) =>
				generate(request, signal, environment.geminiBaseUrl),
			apiKey: (options) =>
				options?.refresh
					? telemetry.span("secret", () => apiKey(options))
					: currentKey(),
			fallbackModel: environment.fallbackModel,
			refused,
			clock,
			telemetry,
		}),
	};
}

/** One call for a request, however often it needs the result; what fails is not tried twice. */
function once<T>(call: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return () => {
		result ??= call();
		return result;
	};
}
