/** The stage's access log: one line a request, in the declared format. */
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import { compileTemplate, type Exchange } from "./context.ts";

/**
 * What writes a request down.
 * @param log takes a line for a log group
 * @throws UsageError for settings that API Gateway refuses, or that are not imitated
 */
export function accessLog(
	{ accessLogSettings }: StateOf<"apigateway.Stage">,
	log: (logGroup: string, line: string) => void,
): (exchange: Exchange) => void {
	if (!accessLogSettings) return () => {};
	const { destinationArn, format } = accessLogSettings;
	const [, logGroup] = /:log-group:([^:]+)/.exec(destinationArn) ?? [];
	if (!logGroup)
		throw new UsageError(
			`the access log goes to ${destinationArn}; local/ writes to log groups alone`,
		);
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
	if (!/^.*\$context\.(extendedR|r)equestId\b.*$/.test(format))
		throw new UsageError(
			`the access log format ${JSON.stringify(format)} is none; API Gateway takes one line with $context.requestId in it`,
		);
	const line = compileTemplate(format, "-");
	return (exchange) => log(logGroup, line(exchange));
}
