/** X-Ray: which requests are sampled, and the daemon that the function sends its subsegments to. */
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
			// The rules are for every host, method and API; one or two requests of
			// a second make no difference.
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

/** Whether a request with this path, the stage's name included, is traced. */
export type Sampler = (path: string) => boolean;

/**
 * Samples each request by the first declared rule for its service and path.
 * @param name as `api/stage`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function sampler(declarations: Declarations, name: string): Sampler {
	const rules = declarations
		.all("xray.SamplingRule")
		.filter(({ serviceName }) => wildcard(serviceName)(name))
		.sort((a, b) => a.priority - b.priority)
		.map(({ urlPath, fixedRate }) => ({ fits: wildcard(urlPath), fixedRate }));
	return (path) => {
		const rule = rules.find(({ fits }) => fits(path));
		// Without a rule X-Ray samples a twentieth, after the first of each second.
		return Math.random() < (rule?.fixedRate ?? 0.05);
	};
}

/**
 * Takes segment documents, if the function's role may send them.
 * @param take given each document
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
async function startDaemon(caller: Caller, take: (document: string) => void) {
	const socket = createSocket("udp4", (message) => {
		const [, document = ""] = message.toString().split("\n");
		// The daemon counts what it sends, and sends the counts too.
		const actions = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
		if (!actions.some((action) => caller.refusal({ action, resource: "*" })))
			take(document);
	});
	await once(socket.bind(0, "127.0.0.1"), "listening");
	const { address, port } = socket.unref().address();
	return { address: `${address}:${port}`, close: () => socket.close() };
}
