/** The stage's access log: one line a request, in the declared format. */
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { compileTemplate, type Exchange } from "./context.ts";

/** Takes a line for a log group. */
export type Log = (logGroup: string, line: string) => void;

/**
 * What writes a request down; undefined where the stage logs no accesses.
 * @throws UsageError for settings that API Gateway refuses, or that are not imitated
 */
export function accessLog(
	{ accessLogSettings }: StateOf<"apigateway.Stage">,
	log: Log,
): ((exchange: Exchange) => void) | undefined {
	if (!accessLogSettings) return undefined;
	const { destinationArn, format } = accessLogSettings;
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
	if (!/\$context\.(extendedR|r)equestId\b/.test(format))
		throw new UsageError(
			`the access log format ${format} names no request; API Gateway wants $context.requestId or $context.extendedRequestId in it`,
		);
	if (format.includes("\n"))
		throw new UsageError(
			`the access log format ${JSON.stringify(format)} has more than one line; API Gateway takes one`,
		);
	const [, logGroup] = /:log-group:([^:]+)/.exec(destinationArn) ?? [];
	if (!logGroup)
		throw new UsageError(
			`the access log goes to ${destinationArn}; local/ writes to log groups alone`,
		);
	const line = compileTemplate(format, "-");
	return (exchange) => log(logGroup, line(exchange));
}
