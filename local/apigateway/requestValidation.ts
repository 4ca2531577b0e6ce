/** What a method's request validator demands. */
import { header, type Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import type { Exchange } from "./context.ts";
import { GatewayError } from "./gatewayError.ts";
import { compileModel, type Fits } from "./modelValidation.ts";

type Method = StateOf<"apigateway.Method">;

/** Throws a GatewayError for a request that is not as declared. */
export type Validator = (exchange: Exchange) => void;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html */
export function validatorOf(
	method: Method,
	declarations: Declarations,
): Validator {
	const declared = declarations
		.all("apigateway.RequestValidator")
		.find(({ id }) => id === method.requestValidatorId);
	const required = declared?.validateRequestParameters
		? requiredParameters(method)
		: [];
	const models = declared?.validateRequestBody
		? modelsOf(method, declarations)
		: new Map<string, Fits>();
	return (exchange) => {
		const missing = required.filter(({ isGiven }) => !isGiven(exchange));
		if (missing.length > 0)
			throw new GatewayError(
				"BAD_REQUEST_PARAMETERS",
				400,
				`Missing required request parameters: [${missing.map(({ name }) => name).join(", ")}]`,
			);
		const { request } = exchange;
		const model = models.get(mediaType(request)) ?? models.get("$default");
		if (model && !model(request.body.toString()))
			throw new GatewayError("BAD_REQUEST_BODY", 400, "Invalid request body");
	};
}

/** The type of a body; API Gateway takes one without for JSON. */
function mediaType(request: Request): string {
	const type = header(request, "content-type") ?? "application/json";
	return (type.split(";")[0] ?? "").trim().toLowerCase();
}

/** By content type; `$default` stands for all that have no model of their own, and without it they pass. */
function modelsOf(
	{ requestModels }: Method,
	declarations: Declarations,
): Map<string, Fits> {
	const declared = declarations.all("apigateway.Model");
	return new Map(
		Object.entries(requestModels ?? {}).map(([type, name]) => {
			const model = declared.find((candidate) => candidate.name === name);
			if (!model)
				throw new UsageError(
					`a method takes ${type} as the model ${name}, which is not declared`,
				);
			return [type, compileModel(model)];
		}),
	);
}

/** Those that must be there and not blank; what they are is not looked at. */
function requiredParameters({ requestParameters }: Method) {
	return Object.entries(requestParameters ?? {})
		.filter(([, required]) => required)
		.map(([parameter]) => {
			const [, , place, name = ""] = parameter.split(".");
			const valueIn = ({ request, pathParameters }: Exchange) => {
				if (place === "path") return pathParameters?.[name];
				if (place === "header") return header(request, name.toLowerCase());
				return new URLSearchParams(request.query).get(name);
			};
			const isGiven = (exchange: Exchange) =>
				Boolean(valueIn(exchange)?.trim());
			return { name, isGiven };
		});
}
