/** Everything that only a miss needs, in one module: the first miss loads it, and a hit does not. */
import type { Environment } from "../environment.ts";
import { type ModelSettings, persistentModel } from "../modelAttempts.ts";
import type { Clock, MissDependencies, Telemetry } from "../ports.ts";
import { generate } from "./gemini.ts";
import { publishedMonths } from "./s3.ts";
import { geminiKey } from "./secretsmanager.ts";
import { parameterStore } from "./ssm.ts";

type OfContainer = Pick<MissDependencies, "published" | "parameters"> &
	Pick<ModelSettings, "apiKey" | "refused">;

/** State that the misses of a container share: clients, months, parameters, the key, and refused models and keys. */
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
					"The parameters could not be read; the declared values are used.",
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

/** Makes one call for a request and shares its result or failure. */
function once<T>(call: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return () => {
		result ??= call();
		return result;
	};
}
