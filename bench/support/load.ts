/** Sends HTTP requests to the local system and checks each answer. */
import autocannon from "autocannon";

export interface Shot {
	method: "GET" | "POST";
	path: string;
	body?: string;
	/** Accepted statuses. */
	statuses: number[];
	/** Text that a body with status 200 must contain. */
	includes?: string;
}

export interface LoadReport {
	/** Seconds until the last answer. */
	seconds: number;
	statuses: Record<number, number>;
	/** Number of answers with a wrong status or body, and of requests without an answer. */
	wrong: number;
	/** Bodies of the answers to POST. */
	bodies: string[];
}

/** Sends each of the shots once, in order, over persistent connections. Prints the first wrong answers. */
export async function load(
	url: string,
	connections: number,
	shots: Shot[],
): Promise<LoadReport> {
	const statuses: Record<number, number> = {};
	const examples: string[] = [];
	const bodies: string[] = [];
	let right = 0;
	let answered = 0;
	const started = performance.now();
	let ended = started;
	let sent = 0;
	const exchange: autocannon.Request = {
		setupRequest(request, context) {
			const shot = shots[sent++ % shots.length] as Shot;
			Object.assign(context, { shot });
			const { method, path, body = "" } = shot;
			const type = body && { "content-type": "application/json" };
			const headers = { "accept-encoding": "gzip, deflate, br", ...type };
			return { ...request, method, path, body, headers };
		},
		onResponse(status, body, context) {
			const { shot } = context as { shot: Shot };
			ended = performance.now();
			statuses[status] = (statuses[status] ?? 0) + 1;
			answered++;
			// Months and scripts of 100,000 requests do not fit into memory.
			if (shot.method === "POST") bodies.push(body);
			if (isRight(shot, status, body)) right++;
			else examples.push(`${JSON.stringify(shot)} -> ${status} ${body}`);
		},
	};
	await autocannon({
		url,
		connections: Math.min(connections, shots.length),
		amount: shots.length,
		timeout: 60,
		requests: [exchange],
	});
	// The load generator does not count connections that close without an answer.
	const lost = shots.length - answered;
	if (lost > 0) examples.push(`${lost} requests without an answer`);
	for (const text of examples.slice(0, 3)) console.error(text.slice(0, 1000));
	return {
		seconds: (ended - started) / 1000,
		statuses,
		wrong: shots.length - right,
		bodies,
	};
}

function isRight({ statuses, includes }: Shot, status: number, body: string) {
	if (!statuses.includes(status)) return false;
	return status !== 200 || !includes || body.includes(includes);
}
