/** The declared gateway responses: how API Gateway tells what it refuses. */
import { type Response, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import {
	compileTemplate,
	type Exchange,
	type GatewayError,
} from "./context.ts";

const json = "application/json";

/**
 * Answers by the declared response of a type, or else `DEFAULT_4XX` or `DEFAULT_5XX`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function gatewayResponses(
	declarations: Declarations,
	restApiId: string,
): (error: GatewayError, exchange: Exchange) => Response {
	const declared = new Map(
		declarations
			.all("apigateway.Response", { restApiId })
			.map((one) => [one.responseType, compile(one)]),
	);
	const undeclared = compile({});
	return ({ responseType, status }, exchange) => {
		const shared = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
		const tell =
			declared.get(responseType) ?? declared.get(shared) ?? undeclared;
		return tell(status, exchange);
	};
}

interface Declared {
	statusCode?: string | undefined;
	responseParameters?: Record<string, string> | undefined;
	responseTemplates?: Record<string, string> | undefined;
}

function compile({
	statusCode,
	responseParameters,
	responseTemplates = { [json]: '{"message":$context.error.messageString}' },
}: Declared) {
	const template = responseTemplates[json];
	if (template === undefined)
		throw new UsageError(
			`a gateway response has templates for ${Object.keys(responseTemplates)}; local/ answers with ${json}`,
		);
	const body = compileTemplate(template, "");
	const headers = {
		"content-type": json,
		...literalHeaders(responseParameters),
	};
	return (status: number, exchange: Exchange) =>
		response(Number(statusCode ?? status), headers, body(exchange));
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
