/** Starts what a program declares on this machine, and takes its place when the program changes. */
import { rmSync } from "node:fs";
import { join } from "node:path";
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

/** Who answers functions in the place of a service outside of AWS. */
export interface StandIn {
	/** As in `--fault`. */
	name: string;
	/** Environment variable by which functions find it. */
	variable: string;
	/** Of the service itself, which answers unless a fault is to come between. */
	address?: string | undefined;
	serve: Service;
	faults: FaultAnswers;
}

export interface StartOptions {
	/** Folder of the program. */
	program: string;
	stack: string;
	/** Of the distribution; 0 for any free one. */
	port: number;
	/** Folder of `Pulumi.<stack>.yaml`; the project's when undefined. */
	stackFolder?: string;
	/** Configuration in place of the stack's own, by key. */
	config: Record<string, string>;
	standIns: StandIn[];
	/** Evaluates the program; one of its own, in child processes, when undefined. */
	evaluator?: Pick<Evaluator, "read" | "close"> | undefined;
	/** Folder of what outlives the process: tables and logs. Tables are in memory when undefined. */
	folder: string | undefined;
	/** Whether to forget what is in the folder, once the program is known to be all right. */
	reset?: boolean;
	/** Whether pages in a browser reload themselves after `reload()`. */
	watch?: boolean;
	/** Takes each line of a log, with the log group's name. */
	log?: (name: string, line: string) => void;
	/** Takes a line about each request. */
	printRequest?: ((line: string) => void) | undefined;
	/** Of the services that functions call; the distribution reads its buckets undisturbed. */
	faults?: Fault[];
}

export interface Running {
	/** The distribution. */
	url: string;
	/** The stage of the API, without the distribution before it. */
	readonly apiUrl: string;
	/** The services of AWS that functions call. */
	awsUrl: string;
	readonly declarations: Declarations;
	/** What is declared and not imitated here. */
	readonly notImitated: string[];
	/**
	 * Evaluates the program anew and puts what it declares in the place of what
	 * was; tables stay. When it fails, everything goes on as before.
	 * @throws UsageError when the configuration or the data is refused
	 */
	reload(): Promise<void>;
	stop(): Promise<void>;
}

/** Names that can have faults. */
export const faulty = (standIns: StandIn[]): string[] =>
	[...services, ...standIns].flatMap(({ name, faults }) =>
		faults ? name : [],
	);

/** Stops a part of what was started. */
type Stop = () => unknown;

/**
 * Starts everything.
 * @throws UsageError for what whoever starts it can mend; nothing is left running then
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
	const systemOptions = {
		services: ready,
		faults,
		variables: await standInVariables(options.standIns, faults, serve),
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
	const edge = printed(printRequest, (request) =>
		front("distribution").serve(request),
	);
	const page = options.watch ? reloading(edge, () => generation) : edge;
	const awsUrl = await serve((request) => system.aws(request));
	const own = {
		"/__local/metrics": () => metrics.byName,
		// What a command has to know that works with what is served here.
		"/__local/stack": () => ({
			aws: awsUrl,
			outputs: system.declarations.outputs,
		}),
	};
	const url = await serve(withOwn(own, page), options.port);
	const apiUrl = await serve(
		printed(printRequest, (request) => front("stage").serve(request)),
	);

	return {
		url,
		// Of the program that runs now, after a reload too.
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

/** Where functions find the stand-ins: at their own address, or here. */
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

/** What this machine tells of itself as JSON, by path, and whatever the service has. */
function withOwn(
	own: Record<string, () => unknown>,
	service: Service,
): Service {
	return async (request) => {
		const tell = Object.hasOwn(own, request.path) && own[request.path];
		if (!tell) return service(request);
		const headers = { "content-type": "application/json" };
		return response(200, headers, JSON.stringify(tell(), null, "\t"));
	};
}

/**
 * Forgets what earlier runs of a stack kept.
 * @throws UsageError when one still runs
 */
export async function reset(folder: string): Promise<void> {
	try {
		const { close } = await openServices(services, folder);
		await close();
	} catch (error) {
		// What is broken is what this is for.
		if (error instanceof InUse) throw error;
	}
	rmSync(folder, { recursive: true, force: true });
}
