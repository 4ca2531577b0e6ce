/** Requests and responses between the services of this process, and their way over HTTP. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { UsageError } from "./usageError.ts";

/** Values by lower-case name; a repeated header has several. */
export type Headers = Record<string, string[]>;

export interface Request {
	method: string;
	/** Without the query; neither decoded nor normalised. */
	path: string;
	/** Without the question mark. */
	query: string;
	headers: Headers;
	body: Buffer;
	/** Address of the sender. */
	sourceIp: string;
	/** Whether the client has disconnected; absent for a request without a connection. */
	isAbandoned?(): boolean;
}

export interface Response {
	status: number;
	headers: Headers;
	body: Buffer;
}

export type Service = (request: Request) => Promise<Response>;

/** Thrown by a service to reset the connection instead of answering. */
export class ConnectionReset extends Error {}

export function response(
	status: number,
	headers: Record<string, string>,
	body: string | Buffer = "",
): Response {
	return {
		status,
		headers: Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [
				name.toLowerCase(),
				[value],
			]),
		),
		body: Buffer.from(body),
	};
}

/** The first value of a header. */
export function header({ headers }: { headers: Headers }, name: string) {
	return headers[name]?.[0];
}

/** Alternating names and values, which `node:http` writes unchanged. */
function headerLines({ status, headers, body }: Response): string[] {
	const lines: string[] = [];
	for (const [name, values] of Object.entries(headers))
		if (name !== "content-length")
			for (const value of values) lines.push(name, value);
	if (status !== 204 && status !== 304)
		lines.push("content-length", String(body.length));
	return lines;
}

/** Serves a service over HTTP. */
export function listener(service: Service): RequestListener {
	return async (message, reply) => {
		try {
			const [path = "/", ...query] = (message.url ?? "/").split("?");
			const answer = await service({
				method: message.method ?? "GET",
				path,
				query: query.join("?"),
				headers: message.headersDistinct as Headers,
				body: await buffer(message),
				sourceIp: message.socket.remoteAddress ?? "",
				isAbandoned: () => reply.destroyed,
			});
			reply.writeHead(answer.status, headerLines(answer));
			reply.end(message.method === "HEAD" ? undefined : answer.body);
		} catch (error) {
			if (error instanceof ConnectionReset) {
				message.socket.resetAndDestroy();
				return;
			}
			// Unless the client has disconnected, the error is a defect of local/.
			if (!message.destroyed || !reply.destroyed) console.error(error);
			reply.destroy();
		}
	};
}

/**
 * Listens on the loopback interface.
 * @param port 0 for any free port
 * @throws UsageError for a port that is in use
 */
export async function listen(
	handle: RequestListener,
	port = 0,
): Promise<{ server: Server; url: string }> {
	const server = createServer(handle);
	await new Promise<void>((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) =>
			reject(
				error.code === "EADDRINUSE"
					? new UsageError(`port ${port} is in use; take another with --port`)
					: error,
			),
		);
		server.listen(port, "127.0.0.1", resolve);
	});
	const { port: actual } = server.address() as AddressInfo;
	return { server, url: `http://127.0.0.1:${actual}` };
}
