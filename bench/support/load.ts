/**
 * Child process: a load of HTTP requests over plain sockets. Node's own client
 * takes longer for a request than its server, and would measure itself.
 */
import { type Answer, Connection } from "./connection.ts";
import { serveFunctions } from "./remote.ts";

export interface Shot {
	/** The request, as it goes over the wire. */
	text: string;
	/** The statuses that are right. */
	statuses: number[];
	/** What a body of status 200 has to contain. */
	includes?: string;
}

export interface Load {
	url: string;
	/** Requests that are under way at once, each on a connection that is kept. */
	connections: number;
	/** Sent one after the other, from the start again when all are sent. */
	shots: Shot[];
	/** Ends after as many requests, or after this time. */
	until: { requests: number } | { seconds: number };
	keepBodies?: boolean;
}

export interface LoadReport {
	/** Of the whole load. */
	seconds: number;
	/** Of each request, milliseconds. */
	latencies: number[];
	statuses: Record<number, number>;
	/** Answers with a status or a body that is not right, and requests without an answer. */
	wrong: number;
	/** The first of them. */
	examples: string[];
	/** How much of a core this process took: near 1, it measured itself. */
	busy: number;
	bodies: string[];
}

async function run(load: Load): Promise<LoadReport> {
	const report: LoadReport = {
		seconds: 0,
		latencies: [],
		statuses: {},
		wrong: 0,
		examples: [],
		busy: 0,
		bodies: [],
	};
	const { shots, until, connections } = load;
	const cpu = process.cpuUsage();
	const started = performance.now();
	let sent = 0;
	const next = (): Shot | undefined => {
		const isOver =
			"requests" in until
				? sent >= until.requests
				: performance.now() - started >= until.seconds * 1000;
		return isOver ? undefined : shots[sent++ % shots.length];
	};
	const workers = Array.from({ length: connections }, () =>
		shootAll(load, next, report),
	);
	await Promise.all(workers);
	report.seconds = (performance.now() - started) / 1000;
	const { user, system } = process.cpuUsage(cpu);
	report.busy = (user + system) / 1e6 / report.seconds;
	return report;
}

/** Sends request after request over one connection, and a new one when it is lost. */
async function shootAll(
	{ url, keepBodies }: Load,
	next: () => Shot | undefined,
	report: LoadReport,
): Promise<void> {
	let connection: Connection | undefined;
	for (let shot = next(); shot; shot = next()) {
		const started = performance.now();
		try {
			connection ??= new Connection(url);
			const answer = await connection.exchange(shot.text);
			report.latencies.push(performance.now() - started);
			report.statuses[answer.status] =
				(report.statuses[answer.status] ?? 0) + 1;
			if (keepBodies) report.bodies.push(answer.body.toString());
			if (!isRight(shot, answer))
				tell(report, `${shot.text} -> ${answer.status} ${answer.body}`);
		} catch (error) {
			connection?.close();
			connection = undefined;
			tell(report, `${shot.text} -> ${error}`);
		}
	}
	connection?.close();
}

function tell(report: LoadReport, example: string): void {
	report.wrong++;
	if (report.examples.length < 3) report.examples.push(example.slice(0, 1000));
}

function isRight({ statuses, includes }: Shot, { status, body }: Answer) {
	if (!statuses.includes(status)) return false;
	return status !== 200 || !includes || body.includes(includes);
}

export const functions = { run };
export type LoadFunctions = typeof functions;

serveFunctions(functions);
