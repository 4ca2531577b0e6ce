/** X-Ray: which requests are sampled, and the daemon that the function sends its subsegments to. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Caller } from "../core/caller.ts";
import { wildcard } from "../core/wildcard.ts";
import type { Declarations } from "../evaluate/declarations.ts";

/** Whether the next request to a service is traced. */
export type Sampler = () => boolean;

/**
 * Samples by the declared rule for a service.
 * @param name as `api/stage`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function sampler(declarations: Declarations, name: string): Sampler {
	const rule = declarations
		.all("xray.SamplingRule")
		.find(({ serviceName }) => wildcard(serviceName)(name));
	// Without a rule X-Ray samples a twentieth, after the first of each second.
	const fixedRate = rule?.fixedRate ?? 0.05;
	return () => Math.random() < fixedRate;
}

/** What the SDK sends to, in Lambda's own environment. */
export interface Daemon {
	/** `AWS_XRAY_DAEMON_ADDRESS` */
	address: string;
	close(): void;
}

/**
 * Takes segment documents, if the function's role may send them.
 * @param take given each document
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
 */
export async function startDaemon(
	caller: Caller,
	take: (document: string) => void,
): Promise<Daemon> {
	const socket = createSocket("udp4", (message) => {
		const [, document = ""] = message.toString().split("\n");
		// The daemon counts what it sends, and sends the counts too.
		const actions = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
		if (actions.every((action) => caller.may({ action, resource: "*" })))
			take(document);
	});
	await once(socket.bind(0, "127.0.0.1"), "listening");
	const { address, port } = socket.unref().address();
	return { address: `${address}:${port}`, close: () => socket.close() };
}
