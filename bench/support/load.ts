/** HTTP requests on the local system, each of whose answers is checked. */
import autocannon from "autocannon";

export interface Shot {
	method: "GET" | "POST";
	path: string;
	body?: string;
	/** The statuses that are right. */
	statuses: number[];
	/** What a body of status 200 has to contain. */
	includes?: string;
}

export interface LoadReport {
	/** Until the last answer. */
	seconds: number;
	statuses: Record<number, number>;
	/** Answers with a status or a body that is not right, and requests without an answer. */
	wrong: number;
	/** The first of them. */
	examples: string[];
	bodies: string[];
}

/** Sends each of the shots once, in their order, over as many connections that are kept. */
export async function load(
	url: string,
	connections: number,
	shots: Shot[],
): Promise<LoadReport> {
	const statuses: Record<number, number> = {};
	const examples: string[] = [];
	const bodies: string[] = [];
	let right = 0;
	const started = performance.now();
	let ended = started;
	let sent = 0;
	const exchange: autocannon.Request = {
		setupRequest(request, context) {
			const shot = shots[sent++ % shots.length] as Shot;
			Object.assign(context, { shot });
			const { method, path, body = "" } = shot;
			return { ...request, method, path, body, headers: headersOf(shot) };
		},
		onResponse(status, body, context) {
			const { shot } = context as { shot: Shot };
			ended = performance.now();
			statuses[status] = (statuses[status] ?? 0) + 1;
			bodies.push(body);
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
	// The generator counts no connection that is ended instead of answered.
	const lost = shots.length - bodies.length;
	if (lost > 0) examples.push(`${lost} requests without an answer`);
	return {
		seconds: (ended - started) / 1000,
		statuses,
		wrong: shots.length - right,
		examples: examples.slice(0, 3).map((text) => text.slice(0, 1000)),
		bodies,
	};
}

function headersOf({ body }: Shot) {
	return {
		"accept-encoding": "gzip, deflate, br",
		...(body && { "content-type": "application/json" }),
	};
}

function isRight({ statuses, includes }: Shot, status: number, body: string) {
	if (!statuses.includes(status)) return false;
	return status !== 200 || !includes || body.includes(includes);
}
