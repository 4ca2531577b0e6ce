/** Request validators of methods. */
import AjvDraft04 from "ajv-draft-04";
import { header, type Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { GatewayError } from "./exchange.ts";

/** Throws a GatewayError for an invalid request. */
export type Validator = (request: Request) => void;

// The class is the property `default` of a CommonJS package.
const Ajv = AjvDraft04.default;
// One for all schemas: each new one compiles the schema of draft 4 itself (0.3 s).
const ajv = new Ajv({ strict: false, addUsedSchema: false });

/** Says whether a value fits a JSON Schema of draft 4. */
export const compileSchema = (schema: object) => ajv.compile(schema);

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
export function validatorOf(
	method: StateOf<"apigateway.Method">,
	declarations: Declarations,
): Validator {
	const { requestModels = {}, requestParameters = {} } = method;
	const declared = declarations.find("apigateway.RequestValidator", {
		id: method.requestValidatorId,
	});
	const [parameter] = Object.keys(requestParameters);
	if (declared?.validateRequestParameters && parameter)
		throw new UsageError(
			`the request validator ${declared.name} checks ${parameter}; local/ checks bodies only`,
		);
	if (!declared?.validateRequestBody) return () => {};
	const models = new Map(
		Object.entries(requestModels).map(([type, name]) => [
			type,
			modelOf(declarations, name),
		]),
	);
	return (request) => {
		const fits = models.get(mediaType(request));
		try {
			if (!fits || fits(JSON.parse(request.body.toString()))) return;
		} catch {
			// The body is not JSON.
		}
		throw new GatewayError("BAD_REQUEST_BODY", 400, "Invalid request body");
	};
}

/** The type of a body; by default, API Gateway assumes JSON. */
function mediaType(request: Request): string {
	const [type] = (header(request, "content-type") ?? "application/json").split(
		";",
	);
	return `${type}`.trim().toLowerCase();
}

/** Says whether a value fits a declared model. */
function modelOf(declarations: Declarations, name: string) {
	const { schema = "" } = declarations.get("apigateway.Model", { name });
	try {
		return compileSchema(JSON.parse(schema));
	} catch (error) {
		throw new UsageError(
			`the model ${name} of a method is not a JSON Schema of draft 4: ${(error as Error).message}`,
		);
	}
}
