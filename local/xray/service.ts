/** X-Ray: the sampling of requests, and the daemon that receives the subsegments of functions. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type Caller, roleName } from "../core/caller.ts";
import type { AwsService } from "../core/service.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations } from "../evaluate/declarations.ts";

export const xray: AwsService = {
	name: "xray",
	types: {
		"xray.SamplingRule": {
			// The rules apply to every host, method and API, and a reservoir is one or
			// two requests a second.
			irrelevant:
				"host httpMethod reservoirSize resourceArn ruleName serviceType version",
		},
	},
	async start({ declarations, callers, log }) {
		const { role } = declarations.one("lambda.Function");
		const daemon = await startDaemon(callers.role(roleName(role)), (document) =>
			log("traces", document),
		);
		return {
			variables: { AWS_XRAY_DAEMON_ADDRESS: daemon.address },
			close: () => daemon.close(),
		};
	},
};

/**
 * Samples requests by the first declared rule for their service and path. The
 * path includes the name of the stage.
 * @param name as `api/stage`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function sampler(declarations: Declarations, name: string) {
	const rules = declarations
		.all("xray.SamplingRule")
		.filter(({ serviceName }) => wildcard(serviceName)(name))
		.sort((a, b) => a.priority - b.priority)
		.map(({ urlPath, fixedRate }) => ({ fits: wildcard(urlPath), fixedRate }));
	return (path: string): boolean => {
		const rule = rules.find(({ fits }) => fits(path));
		// The rate of X-Ray's default rule.
		return Math.random() < (rule?.fixedRate ?? 0.05);
	};
}

/**
 * Receives segment documents, if the function's role is allowed to send them.
 * @param take receives each document
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
async function startDaemon(caller: Caller, take: (document: string) => void) {
	const socket = createSocket("udp4", (message) => {
		const [, document = ""] = message.toString().split("\n");
		// The daemon also sends telemetry about itself.
		const actions = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
		if (!actions.some((action) => caller.refusal({ action, resource: "*" })))
			take(document);
	});
	await once(socket.bind(0, "127.0.0.1"), "listening");
	const { address, port } = socket.unref().address();
	return { address: `${address}:${port}`, close: () => socket.close() };
}
