import type { Server } from "node:http";
import { listen, listener, type Service } from "../core/http.ts";
import { close } from "../core/system.ts";

/** Runs a test with a service that is served over HTTP. */
export async function withServer<T>(
	service: Service,
	run: (url: string, server: Server) => Promise<T>,
): Promise<T> {
	const { server, url } = await listen(listener(service));
	try {
		return await run(url, server);
	} finally {
		close(server);
	}
}
