/**
 * Child process: a load of HTTP requests over plain sockets. Node's own client
 * takes longer for a request than its server, and would measure itself.
 */
import { connect, type Socket } from "node:net";
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
	const { hostname, port } = new URL(url);
	let socket: Socket | undefined;
	for (let shot = next(); shot; shot = next()) {
		const started = performance.now();
		try {
			socket ??= connect(Number(port), hostname).setNoDelay();
			const answer = await exchange(socket, shot.text);
			report.latencies.push(performance.now() - started);
			report.statuses[answer.status] =
				(report.statuses[answer.status] ?? 0) + 1;
			if (keepBodies) report.bodies.push(answer.body.toString());
			if (!isRight(shot, answer))
				tell(report, `${shot.text} -> ${answer.status} ${answer.body}`);
		} catch (error) {
			socket?.destroy();
			socket = undefined;
			tell(report, `${shot.text} -> ${error}`);
		}
	}
	socket?.destroy();
}

function tell(report: LoadReport, example: string): void {
	report.wrong++;
	if (report.examples.length < 3) report.examples.push(example.slice(0, 1000));
}

interface Answer {
	status: number;
	body: Buffer;
}

function isRight({ statuses, includes }: Shot, { status, body }: Answer) {
	if (!statuses.includes(status)) return false;
	return status !== 200 || !includes || body.includes(includes);
}

const headEnd = Buffer.from("\r\n\r\n");

/** One request and its answer, whose length has to be told. */
function exchange(socket: Socket, text: string): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let received = 0;
		let status = 0;
		let bodyAt = 0;
		let wanted = Number.POSITIVE_INFINITY;
		const onData = (chunk: Buffer) => {
			chunks.push(chunk);
			received += chunk.length;
			if (wanted === Number.POSITIVE_INFINITY) {
				const whole = chunks.length === 1 ? chunk : Buffer.concat(chunks);
				const end = whole.indexOf(headEnd);
				if (end < 0) return;
				const head = whole.toString("latin1", 0, end);
				status = Number(head.slice(9, 12));
				bodyAt = end + headEnd.length;
				const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
				if (length === undefined && status !== 204 && status !== 304)
					return fail(new Error("an answer without content-length"));
				wanted = bodyAt + Number(length ?? 0);
			}
			if (received < wanted) return;
			settle();
			resolve({ status, body: Buffer.concat(chunks).subarray(bodyAt) });
		};
		const fail = (error: Error) => {
			settle();
			reject(error);
		};
		const onClose = () => fail(new Error("the connection was closed"));
		const settle = () => {
			socket.off("data", onData).off("error", fail).off("close", onClose);
		};
		socket.on("data", onData).on("error", fail).on("close", onClose);
		socket.write(text);
	});
}

export const functions = { run };
export type LoadFunctions = typeof functions;

serveFunctions(functions);
