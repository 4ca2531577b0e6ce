/** Child process: a bare `node:http` server that answers each path with the same bytes. */
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { serveFunctions } from "./remote.ts";

export interface Served {
	headers: OutgoingHttpHeaders;
	body: Uint8Array;
}

/** Returns the address. */
async function listen(files: Record<string, Served>): Promise<string> {
	const server = createServer((message, reply) => {
		const { headers, body } = files[message.url ?? ""] as Served;
		reply.writeHead(200, headers);
		reply.end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const functions = { listen };
export type BareServerFunctions = typeof functions;

serveFunctions(functions);
