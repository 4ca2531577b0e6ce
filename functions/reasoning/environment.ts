import { type Language, languages } from "../../contract/languages.ts";
import type { Parameters } from "./ports.ts";

export interface ParameterNames {
	geminiModel: string;
	cacheTtlDays: string;
	environment: string;
}

export interface Environment {
	tableName: string;
	secretId: string;
	dataBucket: string;
	parameters: ParameterNames;
	/** Declared values of the parameters, used while these cannot be read. */
	declared: Parameters;
	/** Called when the first model no longer exists. */
	fallbackModel: string | undefined;
	/** For questions without a language. */
	defaultLanguage: Language;
	requirePublished: boolean;
	/** Another address of Gemini's API: a proxy or a stand-in. */
	geminiBaseUrl: string | undefined;
	/** The only origin that CORS allows; none when undefined. */
	allowedOrigin: string | undefined;
	version: string;
}

/** The function's environment, as components/lambda/lambda.ts declares it; throws on a missing variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
	const required = (name: string) => {
		const value = variables[name];
		if (!value) throw new Error(`the environment variable ${name} is not set`);
		return value;
	};
	return {
		tableName: required("DYNAMODB_TABLE_NAME"),
		secretId: required("SECRET_NAME"),
		dataBucket: required("DATA_BUCKET_NAME"),
		parameters: {
			geminiModel: required("GEMINI_MODEL_PARAMETER"),
			cacheTtlDays: required("CACHE_TTL_DAYS_PARAMETER"),
			environment: required("ENVIRONMENT_PARAMETER"),
		},
		declared: {
			geminiModel: required("GEMINI_MODEL"),
			cacheTtlDays: Number(required("CACHE_TTL_DAYS")),
			environment: required("ENVIRONMENT"),
		},
		fallbackModel: variables.FALLBACK_MODEL,
		defaultLanguage:
			languages.find((known) => known === variables.REASONING_LANGUAGE) ?? "en",
		requirePublished: variables.REQUIRE_PUBLISHED !== "false",
		geminiBaseUrl: variables.GEMINI_BASE_URL,
		allowedOrigin: variables.ALLOWED_ORIGIN,
		version: variables.AWS_LAMBDA_FUNCTION_VERSION ?? "$LATEST",
	};
}
