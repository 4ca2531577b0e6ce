/** The declared distribution over real HTTP, before origins that record their requests. */
import {
	Agent,
	type IncomingHttpHeaders,
	request,
	type Server,
} from "node:http";
import { Distribution } from "../cloudfront/distribution.ts";
import {
	listen,
	listener,
	type Request,
	type Response,
	response,
} from "../core/http.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { type State, stateOf } from "./declare.ts";
import { type FixtureOptions, fixture } from "./fixture.ts";

export interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
	bytes: Buffer;
}

export interface Sent {
	method?: string;
	headers?: Record<string, string | string[]>;
	body?: string;
}

export type Change = (declarations: Declarations) => void;

export interface EdgeOptions extends FixtureOptions {
	/** Milliseconds after which an edge function is ended, for functions that never end. */
	edgeTimeout?: number;
}

export class Edge {
	/** The requests to the origins, each with the domain name of its origin. */
	readonly reached: (Request & { domainName: string })[] = [];
	/** The answer of the origins. */
	origin: (request: Request) => Response | Promise<Response> = () => page();
	/** Epoch milliseconds. */
	now = Date.UTC(2026, 10, 22);
	readonly #agent = new Agent({ keepAlive: true });
	#distribution!: Distribution;
	#server!: Server;
	#url!: string;

	/** @param change changes the declarations before they are served */
	static async start(
		change: Change = () => {},
		options: EdgeOptions = {},
	): Promise<Edge> {
		const edge = new Edge();
		const declarations = fixture(options);
		change(declarations);
		const distribution = new Distribution(
			declarations,
			(domainName) => async (request) => {
				edge.reached.push({ ...request, domainName });
				return edge.origin(request);
			},
			{ ...options, now: () => edge.now },
		);
		const { server, url } = await listen(
			listener((sent) => distribution.serve(sent)),
		);
		edge.#distribution = distribution;
		edge.#server = server;
		edge.#url = url;
		return edge;
	}

	invalidate(paths: string[]): void {
		this.#distribution.invalidate(paths);
	}

	/** Sends the given headers, and only `host` and `connection` beside them. */
	send(
		path: string,
		{ method = "GET", headers = {}, body }: Sent = {},
	): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const sent = request(
				this.#url,
				{ method, path, headers, agent: this.#agent },
				async (message) => {
					const chunks: Buffer[] = [];
					for await (const chunk of message) chunks.push(chunk);
					const bytes = Buffer.concat(chunks);
					const { statusCode = 0, headers } = message;
					resolve({
						status: statusCode,
						headers,
						body: bytes.toString(),
						bytes,
					});
				},
			);
			sent.on("error", reject);
			sent.end(body);
		});
	}

	/** The last request to an origin. */
	get last() {
		const last = this.reached.at(-1);
		if (!last) throw new Error("nothing reached an origin");
		return last;
	}

	/** Lets time pass. */
	pass(seconds: number): void {
		this.now += seconds * 1000;
	}

	stop(): void {
		this.#agent.destroy();
		this.#server.close();
	}
}

/** Edges that are stopped together: `after(() => edges.stop())`. */
export class Edges {
	readonly #running: Edge[] = [];

	async start(...args: Parameters<typeof Edge.start>) {
		const edge = await Edge.start(...args);
		this.#running.push(edge);
		return edge;
	}

	stop(): void {
		for (const edge of this.#running) edge.stop();
	}
}

export const page = (
	headers: Record<string, string> = {},
	body: string | Buffer = "<p>A page</p>",
	status = 200,
) => response(status, { "content-type": "text/html", ...headers }, body);

/** The state of the declared distribution, for changes. */
export function distributionOf(declarations: Declarations) {
	return stateOf(declarations, "distribution") as State & {
		defaultCacheBehavior: State;
		orderedCacheBehaviors: State[];
		origins: State[];
	};
}

/** Changes the default cache behavior. */
export const defaultBehavior =
	(change: State): Change =>
	(declarations) =>
		Object.assign(distributionOf(declarations).defaultCacheBehavior, change);

/** Changes the cache policy of the default behavior. */
export const cachePolicy =
	(change: State, key: State = {}): Change =>
	(declarations) => {
		const policy = stateOf(declarations, "static");
		Object.assign(policy, change);
		Object.assign(
			policy.parametersInCacheKeyAndForwardedToOrigin as State,
			key,
		);
	};
