/** The declared distribution over real HTTP, before origins that write down what reaches them. */
import {
	Agent,
	type IncomingHttpHeaders,
	request,
	type Server,
} from "node:http";
import { Distribution } from "../../local/cloudfront/distribution.ts";
import {
	listen,
	listener,
	type Request,
	type Response,
	response,
} from "../../local/core/http.ts";
import { Declarations } from "../../local/evaluate/declarations.ts";
import { type State, stateOf } from "./declared.ts";
import { program } from "./program.ts";

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

/** What the distribution and the firewalls read; to copy all that is declared takes longer than a test. */
export async function declaredAtTheEdge(
	config: Record<string, string> = {},
): Promise<Declarations> {
	const { resources } = await program("dev", config);
	const own = resources.filter(({ type }) =>
		/^aws:(cloudfront|wafv2)\//.test(type),
	);
	return new Declarations(structuredClone(own));
}

/** A function that admits every path, in the place of the program's own, which has its own tests. */
const admitting = `function handler(event) {
	var request = event.request;
	if (request.uri.indexOf("/api/") === 0) request.uri = request.uri.slice(4);
	request.headers["x-viewer-ip"] = { value: event.viewer.ip };
	delete request.headers["x-forwarded-for"];
	return request;
}`;

export class Edge {
	/** What reached the origins; the domain name is in the header `host`, unless a policy forwards the viewer's. */
	readonly reached: (Request & { domainName: string })[] = [];
	/** What the origins answer. */
	origin: (request: Request) => Response | Promise<Response> = () => page();
	/** Epoch milliseconds. */
	now = Date.UTC(2026, 10, 22);
	readonly #agent = new Agent({ keepAlive: true });
	#server!: Server;
	#url!: string;

	/** @param change is made to what is declared, before it is served */
	static async start(
		change: Change = () => {},
		config: Record<string, string> = {},
	): Promise<Edge> {
		const edge = new Edge();
		const declarations = await declaredAtTheEdge(config);
		stateOf(declarations, "frontend-viewer-request").code = admitting;
		const { defaultCacheBehavior, orderedCacheBehaviors } =
			distributionOf(declarations);
		for (const behavior of [defaultCacheBehavior, ...orderedCacheBehaviors])
			if (behavior.pathPattern !== "/api/*")
				delete behavior.functionAssociations;
		change(declarations);
		const distribution = new Distribution(
			declarations,
			(domainName) => async (request) => {
				edge.reached.push({ ...request, domainName });
				return edge.origin(request);
			},
			{ now: () => edge.now, edgeTimeout: 100 },
		);
		const { server, url } = await listen(
			listener((sent) => distribution.serve(sent)),
		);
		edge.#server = server;
		edge.#url = url;
		return edge;
	}

	/** Sends what is given and no other header than `host` and `connection`. */
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

	/** What came last to an origin. */
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

	async start(...[change, config]: Parameters<typeof Edge.start>) {
		const edge = await Edge.start(change, config);
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

/** The declared distribution, to be changed. */
export function distributionOf(declarations: Declarations) {
	return stateOf(declarations, "frontend-distribution") as State & {
		defaultCacheBehavior: State;
		orderedCacheBehaviors: State[];
		origins: State[];
	};
}

/** Changes the behaviour of everything that has none of its own. */
export const defaultBehavior =
	(change: State): Change =>
	(declarations) =>
		Object.assign(distributionOf(declarations).defaultCacheBehavior, change);

/** Changes the cache policy of that behaviour. */
export const cachePolicy =
	(change: State, key: State = {}): Change =>
	(declarations) => {
		const policy = stateOf(declarations, "frontend-static");
		Object.assign(policy, change);
		Object.assign(
			policy.parametersInCacheKeyAndForwardedToOrigin as State,
			key,
		);
	};
