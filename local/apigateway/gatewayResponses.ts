/** The declared gateway responses: how API Gateway tells what it refuses. */
import { type Response, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { compileTemplate, type Exchange } from "./context.ts";
import type { GatewayError } from "./gatewayError.ts";

interface GatewayResponse {
	status: number | undefined;
	headers: Record<string, string>;
	body: (exchange: Exchange) => string;
}

/** As API Gateway has it where nothing is declared. */
const undeclared = compile({});

/**
 * The declared response of a type, or else `DEFAULT_4XX` or `DEFAULT_5XX`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export class GatewayResponses {
	readonly #declared = new Map<string, GatewayResponse>();

	constructor(declarations: Declarations, restApiId: string) {
		for (const declared of declarations.all("apigateway.Response"))
			if (declared.restApiId === restApiId)
				this.#declared.set(declared.responseType, compile(declared));
	}

	tell({ responseType, status }: GatewayError, exchange: Exchange): Response {
		const shared = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
		const declared =
			this.#declared.get(responseType) ??
			this.#declared.get(shared) ??
			undeclared;
		return response(
			declared.status ?? status,
			declared.headers,
			declared.body(exchange),
		);
	}
}

function compile({
	statusCode,
	responseParameters,
	responseTemplates,
}: Partial<StateOf<"apigateway.Response">>): GatewayResponse {
	const templates = responseTemplates ?? {
		"application/json": '{"message":$context.error.messageString}',
	};
	const type =
		"application/json" in templates
			? "application/json"
			: Object.keys(templates)[0];
	return {
		status: statusCode ? Number(statusCode) : undefined,
		headers: {
			...(type && { "content-type": type }),
			...literalHeaders(responseParameters ?? {}),
		},
		body: compileTemplate(templates[type ?? ""] ?? "", ""),
	};
}

/**
 * Headers by name.
 * @throws UsageError for a value that is mapped from the request
 */
export function literalHeaders(
	parameters: Record<string, string>,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(parameters).map(([name, value]) => {
			const [, literal] = /^'(.*)'$/s.exec(value) ?? [];
			if (literal === undefined)
				throw new UsageError(
					`${name} is mapped from ${value}; local/ knows only literal headers, as '…'`,
				);
			return [
				name.replace(/^(gatewayresponse|method\.response)\.header\./, ""),
				literal,
			];
		}),
	);
}
