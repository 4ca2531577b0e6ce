/** The declared gateway responses: how API Gateway tells what it refuses. */
import type { apigateway } from "@pulumi/aws";
import { type Response, response } from "../http.ts";
import type { Declarations, StateOf } from "../program/declarations.ts";

/** Something that API Gateway does not pass on, in its own words. */
export class Refusal extends Error {
	readonly responseType: string;
	/** Unless the declared response has another. */
	readonly status: number;
	readonly validation: string;

	constructor(
		responseType: string,
		status: number,
		message: string,
		validation = "",
	) {
		super(message);
		this.responseType = responseType;
		this.status = status;
		this.validation = validation;
	}
}

/** `$context` variables by name, without the `$context.` before it. */
export type Context = Record<string, string>;

/** Puts variables into a template; an unknown one is empty, as API Gateway has it. */
export function fill(template: string, context: Context): string {
	return template.replace(
		/\$context\.([\w.]*\w)/g,
		(_, name: string) => context[name] ?? "",
	);
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
export class GatewayResponses {
	readonly #declared = new Map<string, StateOf<apigateway.Response>>();

	constructor(declarations: Declarations, restApiId: string) {
		for (const declared of declarations.all<apigateway.Response>(
			"aws:apigateway/response:Response",
		))
			if (declared.restApiId === restApiId)
				this.#declared.set(declared.responseType, declared);
	}

	tell(refusal: Refusal, context: Context): Response {
		const { responseType, status, message, validation } = refusal;
		const own = this.#declared.get(responseType);
		const shared = this.#declared.get(
			status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX",
		);
		const declared = own ?? shared;
		const variables = {
			...context,
			"error.message": message,
			"error.messageString": JSON.stringify(message),
			"error.responseType": responseType,
			"error.validationErrorString": validation,
		};
		const template =
			declared?.responseTemplates?.["application/json"] ??
			'{"message":$context.error.messageString}';
		return response(
			Number(declared?.statusCode ?? status),
			{
				"content-type": "application/json",
				"x-amzn-errortype": errorType(responseType),
				...literalHeaders(declared?.responseParameters ?? {}),
			},
			fill(template, variables),
		);
	}
}

/** `'…'` is a literal; what is mapped from the request is not used by the program, and not imitated. */
export function literalHeaders(
	parameters: Record<string, string>,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => [
			name.replace(/^(gatewayresponse|method\.response)\.header\./, ""),
			value.replace(/^'(.*)'$/, "$1"),
		]),
	);
}

/** As in `x-amzn-ErrorType: ForbiddenException`. */
function errorType(responseType: string): string {
	const words = responseType.toLowerCase().split("_");
	const name = words.map(
		(word) => (word[0] ?? "").toUpperCase() + word.slice(1),
	);
	return `${name.join("")}Exception`;
}
