/** Serves a program on this machine, and serves its next version after a change. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../core/clock.ts";
import { notImitated } from "../core/coverage.ts";
import { type Fault, type FaultAnswers, withFaults } from "../core/faults.ts";
import { listen, listener, response, type Service } from "../core/http.ts";
import type { Front } from "../core/service.ts";
import { assemble, close, openServices, type System } from "../core/system.ts";
import { InUse } from "../core/usageError.ts";
import { type Declarations, Evaluator } from "../evaluate/declarations.ts";
import { readStackConfig } from "../evaluate/stackConfig.ts";
import { services } from "../services.ts";
import { logFiles } from "./logs.ts";
import { Metrics } from "./metrics.ts";
import { reloading } from "./reload.ts";
import { printed } from "./requests.ts";

/** Answers functions in place of a service outside of AWS. */
export interface StandIn {
	/** As in `--fault`. */
	name: string;
	/** Environment variable by which functions find it. */
	variable: string;
	/** Address of the service itself, which answers unless a fault is injected. */
	address?: string | undefined;
	serve: Service;
	faults: FaultAnswers;
}

export interface StartOptions {
	/** Folder of the program. */
	program: string;
	stack: string;
	/** Port of the distribution; 0 for any free port. */
	port: number;
	/** Folder of `Pulumi.<stack>.yaml`; the program's by default. */
	stackFolder?: string;
	/** Configuration that overrides the stack's, by key. */
	config: Record<string, string>;
	standIns: StandIn[];
	/** Evaluates the program; by default, one that uses child processes. */
	evaluator?: Pick<Evaluator, "read" | "close"> | undefined;
	/** Folder of tables and logs. Undefined keeps tables in memory and writes no logs. */
	folder: string | undefined;
	/** Whether to empty the folder, after the program has been evaluated. */
	reset?: boolean;
	/** Whether pages in a browser reload themselves after `reload()`. */
	watch?: boolean;
	/** Receives each line of a log with the name of its log group. */
	log?: (name: string, line: string) => void;
	/** Receives a line for each request. */
	printRequest?: ((line: string) => void) | undefined;
	/** Faults of the services that functions call; the distribution reads its buckets without them. */
	faults?: Fault[];
	/** The clock of time limits; the machine's by default. */
	clock?: Clock | undefined;
	/** Environment variables that functions have in addition. */
	variables?: Record<string, string>;
}

export interface Running {
	/** Address of the distribution. */
	url: string;
	/** Address of the API's stage, without the distribution. */
	readonly apiUrl: string;
	/** Address of the services of AWS that functions call. */
	awsUrl: string;
	readonly declarations: Declarations;
	/** Names of declared features that are not imitated. */
	readonly notImitated: string[];
	/**
	 * Evaluates the program again and serves its new declarations. Tables and
	 * uploaded objects stay. After an error, the last declarations are still served.
	 * @throws UsageError for a configuration or data that the program refuses
	 */
	reload(): Promise<void>;
	stop(): Promise<void>;
}

/** Names of services that can have faults. */
export const faulty = (standIns: StandIn[]): string[] =>
	[...services, ...standIns].flatMap(({ name, faults }) =>
		faults ? name : [],
	);

/** Stops one part. */
type Stop = () => unknown;

/**
 * Starts all parts. After an error, none is left running.
 * @throws UsageError for an error that the operator can fix
 */
export async function start(options: StartOptions): Promise<Running> {
	const parts: Stop[] = [];
	const stop = async () => {
		for (const stopPart of parts.reverse()) await stopPart();
	};
	try {
		return Object.assign(await startParts(options, parts), { stop });
	} catch (error) {
		await stop();
		throw error;
	}
}

async function startParts(
	options: StartOptions,
	parts: Stop[],
): Promise<Omit<Running, "stop">> {
	const { folder, printRequest = () => {}, faults = [] } = options;
	const evaluator = options.evaluator ?? new Evaluator();
	parts.push(() => evaluator.close());
	const evaluate = () =>
		evaluator.read(
			readStackConfig(
				options.program,
				options.stack,
				options.config,
				options.stackFolder,
			),
			options.watch,
		);
	const declarations = await evaluate();
	if (folder && options.reset) await reset(folder);
	const { ready, close: closeServices } = await openServices(services, folder);
	parts.push(closeServices);
	const write = folder ? logFiles(join(folder, "logs")) : () => {};
	const metrics = new Metrics();
	const serve = async (service: Service, at = 0) => {
		const { server, url } = await listen(listener(service), at);
		parts.push(() => close(server));
		return url;
	};
	const standIns = await standInVariables(options.standIns, faults, serve);
	const systemOptions = {
		services: ready,
		faults,
		clock: options.clock,
		variables: { ...options.variables, ...standIns },
		log(name: string, line: string) {
			metrics.take(line);
			write(name, line);
			options.log?.(name, line);
		},
	};
	let system = await assemble(declarations, systemOptions);
	/** Still answers the requests that came before the last reload. */
	let previous: System | undefined;
	let generation = Date.now();
	parts.push(async () => {
		await previous?.stop();
		await system.stop();
	});
	const front = (name: string) => system.fronts.get(name) as Front;
	const printedFront = (name: string) =>
		printed(printRequest, (request) => front(name).serve(request));
	const edge = printedFront("distribution");
	const page = options.watch ? reloading(edge, () => generation) : edge;
	const awsUrl = await serve((request) => system.aws(request));
	const own = {
		"/__local/metrics": () => metrics.byName,
		// For commands that work with this system.
		"/__local/stack": () => ({
			aws: awsUrl,
			outputs: system.declarations.outputs,
		}),
	};
	const url = await serve(withOwn(own, page), options.port);
	const apiUrl = await serve(printedFront("stage"));

	return {
		url,
		// Getters, because a reload changes the values.
		get apiUrl() {
			return apiUrl + front("stage").path;
		},
		get declarations() {
			return system.declarations;
		},
		get notImitated() {
			return notImitated(services, system.declarations.resources);
		},
		awsUrl,
		async reload() {
			const next = await assemble(await evaluate(), systemOptions);
			await previous?.stop();
			previous = system;
			system = next;
			generation = Date.now();
		},
	};
}

/** Environment variables with the addresses of the stand-ins. */
async function standInVariables(
	standIns: StandIn[],
	faults: Fault[],
	serve: (service: Service) => Promise<string>,
): Promise<Record<string, string>> {
	const variables: Record<string, string> = {};
	for (const standIn of standIns) {
		const isHit = faults.some(({ service }) => service === standIn.name);
		variables[standIn.variable] =
			standIn.address && !isHit
				? standIn.address
				: await serve(withFaults(standIn, faults, standIn.serve));
	}
	return variables;
}

/** Adds the local system's own paths, which answer with JSON, to a service. */
function withOwn(
	own: Record<string, () => unknown>,
	service: Service,
): Service {
	return async (request) => {
		const answer = Object.hasOwn(own, request.path) && own[request.path];
		if (!answer) return service(request);
		const headers = { "content-type": "application/json" };
		return response(200, headers, JSON.stringify(answer(), null, "\t"));
	};
}

/**
 * Deletes the data of earlier runs of a stack.
 * @throws UsageError when a run still has them open
 */
export async function reset(folder: string): Promise<void> {
	try {
		const { close } = await openServices(services, folder);
		await close();
	} catch (error) {
		// Broken data are a reason for a reset.
		if (error instanceof InUse) throw error;
	}
	rmSync(folder, { recursive: true, force: true });
}
