/** Validation of a body against the declared models, with API Gateway's words for what is wrong. */
import type { apigateway } from "@pulumi/aws";
import type { ErrorObject } from "ajv";
import AjvDraft04 from "ajv-draft-04";
import type { StateOf } from "../program/declarations.ts";

/** What is wrong with a body, or undefined. */
export type Validate = (body: string) => string | undefined;

// A CommonJS package whose class is its `default`.
const Ajv = AjvDraft04.default;

export function compileModel(model: StateOf<apigateway.Model>): Validate {
	const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
	const validate = ajv.compile(JSON.parse(model.schema ?? "{}"));
	return (body) => {
		let value: unknown;
		try {
			value = JSON.parse(body);
		} catch {
			return "[Invalid JSON]";
		}
		if (validate(value)) return undefined;
		return `[${(validate.errors ?? []).map(describe).join(", ")}]`;
	};
}

/** The words of the validator that API Gateway uses: https://github.com/java-json-tools/json-schema-validator */
function describe({
	keyword,
	params,
	data,
	instancePath,
}: ErrorObject): string {
	switch (keyword) {
		case "required":
			return `object has missing required properties (["${params.missingProperty}"])`;
		case "additionalProperties":
			return `object instance has properties which are not allowed by the schema: ["${params.additionalProperty}"]`;
		case "type":
			return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ["${params.type}"])`;
		case "minimum":
			return `numeric value is lower than the required minimum (minimum: ${params.limit}, found: ${data})`;
		case "maximum":
			return `numeric value is greater than the required maximum (maximum: ${params.limit}, found: ${data})`;
		default:
			return `instance ${instancePath} failed to match ${keyword}`;
	}
}

function typeOf(value: unknown): string {
	if (value === null) return "null";
	return Array.isArray(value) ? "array" : typeof value;
}
