/** Validation of a body against a declared model, with API Gateway's words for what is wrong. */
import type { apigateway } from "@pulumi/aws";
import type { ErrorObject } from "ajv";
import AjvDraft04 from "ajv-draft-04";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";

/** What is wrong with a body, or undefined. */
export type Validate = (body: string) => string | undefined;

// A CommonJS package whose class is its `default`.
const Ajv = AjvDraft04.default;

/** @throws UsageError when the model is no JSON Schema of draft 4 */
export function compileModel({
	name,
	schema,
}: StateOf<apigateway.Model>): Validate {
	const validate = compileSchema(name, schema ?? "{}");
	return (body) => {
		let value: unknown;
		try {
			value = JSON.parse(body);
		} catch {
			return "[Unknown error parsing request body]";
		}
		if (validate(value)) return undefined;
		return `[${describeAll(validate.errors ?? []).join(", ")}]`;
	};
}

function compileSchema(name: string, schema: string) {
	const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
	try {
		return ajv.compile(JSON.parse(schema));
	} catch (error) {
		throw new UsageError(
			`the model ${name} is no JSON Schema of draft 4: ${(error as Error).message}`,
		);
	}
}

/** API Gateway's validator tells of all missing properties at once, and of all that are too many. */
function describeAll(errors: ErrorObject[]): string[] {
	const messages = new Map<string, string>();
	for (const { keyword, instancePath } of errors) {
		const key = `${instancePath} ${keyword}`;
		if (messages.has(key)) continue;
		const alike = errors.filter(
			(error) =>
				error.keyword === keyword && error.instancePath === instancePath,
		);
		messages.set(key, describe(alike));
	}
	return [...messages.values()];
}

/** @see https://github.com/java-json-tools/json-schema-validator/blob/master/src/main/resources/com/github/fge/jsonschema/validator/validation.properties */
function describe(alike: ErrorObject[]): string {
	const { keyword, params, data, schema } = alike[0] as ErrorObject;
	const found = JSON.stringify(data);
	switch (keyword) {
		case "required":
			return `object has missing required properties (${names(alike, "missingProperty")})`;
		case "additionalProperties":
			return `object instance has properties which are not allowed by the schema: ${names(alike, "additionalProperty")}`;
		case "type":
			return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify(allowedTypes(params.type))})`;
		case "enum":
			return `instance value (${found}) not found in enum (possible values: ${JSON.stringify(schema)})`;
		case "pattern":
			return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${found}`;
		case "minimum":
			return params.comparison === ">"
				? `numeric instance is not strictly greater than the required minimum ${schema}`
				: `numeric instance is lower than the required minimum (minimum: ${schema}, found: ${found})`;
		case "maximum":
			return params.comparison === "<"
				? `numeric instance is not strictly lower than the required maximum ${schema}`
				: `numeric instance is greater than the required maximum (maximum: ${schema}, found: ${found})`;
		case "minLength":
			return `string ${found} is too short (length: ${String(data).length}, required minimum: ${schema})`;
		case "maxLength":
			return `string ${found} is too long (length: ${String(data).length}, maximum allowed: ${schema})`;
		default:
			return `instance failed to match ${keyword}`;
	}
}

function names(alike: ErrorObject[], param: string): string {
	return JSON.stringify(alike.map(({ params }) => params[param]).sort());
}

/** A number may be an integer. */
function allowedTypes(type: string | string[]): string[] {
	const types = new Set([type].flat());
	if (types.has("number")) types.add("integer");
	return [...types].sort();
}

function typeOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	return Number.isInteger(value) ? "integer" : typeof value;
}
