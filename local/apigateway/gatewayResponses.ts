/** The declared gateway responses: how API Gateway answers errors of its own. */
import { type Response, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import type { GatewayError } from "./exchange.ts";

const json = "application/json";

/** Answers an error. */
export type AnswerError = (error: GatewayError, requestId: string) => Response;

/**
 * Answers by the declared response of an error's type, or else by `DEFAULT_4XX`
 * or `DEFAULT_5XX`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayResponses(
	declarations: Declarations,
	restApiId: string,
): AnswerError {
	const declared = new Map(
		declarations
			.all("apigateway.Response", { restApiId })
			.map((one) => [one.responseType, compile(one)]),
	);
	const undeclared = compile({});
	return (error, requestId) => {
		const shared = error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
		const answer =
			declared.get(error.responseType) ?? declared.get(shared) ?? undeclared;
		return answer(error, requestId);
	};
}

function compile({
	statusCode,
	responseParameters,
	responseTemplates = { [json]: '{"message":$context.error.messageString}' },
}: Partial<StateOf<"apigateway.Response">>): AnswerError {
	const template = responseTemplates[json];
	if (template === undefined)
		throw new UsageError(
			`a gateway response has templates for ${Object.keys(responseTemplates)}; local/ answers with ${json}`,
		);
	const body = compileTemplate(template);
	const headers = {
		"content-type": json,
		...literalHeaders(responseParameters),
	};
	return (error, requestId) =>
		response(
			Number(statusCode ?? error.status),
			headers,
			body(error, requestId),
		);
}

type Variable = (error: GatewayError, requestId: string) => string;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference */
const variables: Record<string, Variable> = {
	"$context.error.messageString": ({ message }) => JSON.stringify(message),
	"$context.error.responseType": ({ responseType }) => responseType,
	"$context.requestId": (_, requestId) => requestId,
};

/** @throws UsageError for a variable that is not in the table above */
function compileTemplate(template: string): Variable {
	const name = /\$context\.[\w.]*\w/g;
	for (const [variable] of template.matchAll(name))
		if (!variables[variable])
			throw new UsageError(
				`a gateway response names ${variable}; local/ knows ${Object.keys(variables).join(", ")}; take one of them, or add it to local/apigateway/gatewayResponses.ts`,
			);
	return (...values) =>
		template.replace(name, (one) => variables[one]?.(...values) ?? "");
}

/**
 * Headers by name.
 * @throws UsageError for a value that is mapped from the request
 */
export function literalHeaders(
	parameters: Record<string, string> = {},
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => {
			const [, literal] = /^'(.*)'$/s.exec(value) ?? [];
			if (literal === undefined)
				throw new UsageError(
					`${name} is mapped from ${value}; local/ knows only literal headers, as '…'`,
				);
			return [name.replace(/^.*\.header\./, ""), literal];
		}),
	);
}
