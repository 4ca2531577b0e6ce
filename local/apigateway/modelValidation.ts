/** Validation of a body against a declared model. */
import AjvDraft04 from "ajv-draft-04";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";

/** Whether a body is JSON that fits. */
export type Fits = (body: string) => boolean;

// A CommonJS package whose class is its `default`.
const Ajv = AjvDraft04.default;

/** @throws UsageError when the model is no JSON Schema of draft 4 */
export function compileModel({
	name,
	schema,
}: StateOf<"apigateway.Model">): Fits {
	const validate = compileSchema(name, schema ?? "{}");
	return (body) => {
		try {
			return validate(JSON.parse(body));
		} catch {
			return false;
		}
	};
}

function compileSchema(name: string, schema: string) {
	try {
		const ajv = new Ajv({ strict: false });
		return ajv.compile(JSON.parse(schema));
	} catch (error) {
		throw new UsageError(
			`the model ${name} is no JSON Schema of draft 4: ${(error as Error).message}`,
		);
	}
}
