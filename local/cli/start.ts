/** Starts what the program declares on this machine, and takes its place when the program changes. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import {
	geminiAt,
	geminiOrigin,
	geminiStandIn,
} from "../../stand-ins/gemini.ts";
import { notImitated } from "../core/coverage.ts";
import { type Fault, withFaults } from "../core/faults.ts";
import { listen, listener, response, type Service } from "../core/http.ts";
import { assemble, close } from "../core/system.ts";
import { openStore, StoreInUse } from "../dynamodb/tableStore.ts";
import { type Declarations, Evaluator } from "../evaluate/declarations.ts";
import { readStackConfig } from "../evaluate/stackConfig.ts";
import { reportDenials, type Witness } from "../iam/denials.ts";
import type { Lambda } from "../lambda/lambda.ts";
import { LogFiles } from "./logs.ts";
import { Metrics } from "./metrics.ts";
import { BrowserReload } from "./reload.ts";
import { type Counts, statusLine } from "./status.ts";
import { noTrails, printTrails } from "./trails.ts";

export interface StartOptions {
	stack: string;
	/** Of the page; 0 for any free one. */
	port: number;
	/** Folder of `Pulumi.<stack>.yaml`; the project's when undefined. */
	stackFolder?: string;
	/** Configuration in place of the stack's own, by key. */
	config: Record<string, string>;
	/** Folder of what outlives the process: table and logs. The table is in memory when undefined. */
	folder: string | undefined;
	/** Whether to forget what is in the folder, once the program is known to be all right. */
	reset?: boolean;
	/** Asks Gemini itself; the stand-in answers when undefined. */
	geminiKey: string | undefined;
	/** Another stand-in's address. */
	geminiUrl?: string;
	/** Whether pages in a browser reload themselves after `reload()`. */
	watch?: boolean;
	/** Takes each line of a log, with the log group's name. */
	log?: (name: string, line: string) => void;
	/** Takes a line about each request: the services that it came by. */
	printTrail?: ((line: string) => void) | undefined;
	/** Of the services that the function calls; the distribution reads its buckets undisturbed. */
	faults?: Fault[];
	/** Told of every call that the policies decide; prints those that are denied when undefined. */
	witness?: Witness;
}

export interface Running {
	/** The distribution. */
	url: string;
	/** The stage of the API, without the distribution before it. */
	readonly apiUrl: string;
	/** DynamoDB, S3, Secrets Manager and SSM. */
	awsUrl: string;
	/** For who calls them without the API. */
	readonly functions: Lambda;
	readonly declarations: Declarations;
	/** What is declared and not imitated here, a line each. */
	readonly notImitated: string[];
	/** What happened so far, in one line. */
	status(): string;
	/**
	 * Evaluates the program anew and puts what it declares in the place of what
	 * was; the table stays. When it fails, everything goes on as before.
	 * @throws UsageError when the configuration or the data is refused
	 */
	reload(): Promise<void>;
	stop(): Promise<void>;
}

/** A key of the right form for the stand-in, which takes any. */
const standInKey = "stand-in-key";

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
	const { stack, port, folder, geminiKey, printTrail } = options;
	const evaluator = new Evaluator();
	parts.push(() => evaluator.close());
	const evaluate = () =>
		evaluator.read(
			readStackConfig(
				stack,
				{ ...options.config, geminiKey: geminiKey ?? standInKey },
				options.stackFolder,
			),
			options.watch,
		);
	const declarations = await evaluate();
	if (folder && options.reset) await reset(folder);
	const store = await openStore(folder && join(folder, "dynamodb"));
	parts.push(() => store.close());
	const serve = async (service: Service, at = 0) => {
		const { server, url } = await listen(listener(service), at);
		parts.push(() => close(server));
		return url;
	};
	const logs = folder ? new LogFiles(join(folder, "logs")) : undefined;
	parts.push(() => logs?.close());
	const metrics = new Metrics();
	const trails = printTrail ? printTrails(printTrail) : noTrails;
	const systemOptions = {
		store,
		faults: options.faults ?? [],
		geminiUrl: await geminiBase(options, serve),
		log(name: string, line: string) {
			metrics.take(line);
			logs?.write(name, line);
			options.log?.(name, line);
		},
		trails,
		witness: options.witness ?? reportDenials(),
	};
	let system = await assemble(declarations, systemOptions);
	parts.push(() => system.stop());
	const counts: Counts = { requests: 0, errors: 0 };
	const browsers = options.watch ? new BrowserReload() : undefined;
	const edge = counted(
		counts,
		trails.follow("edge", (request) => system.viewer(request)),
	);
	const url = await serve(
		withMetrics(metrics, browsers?.around(edge) ?? edge),
		port,
	);
	const apiUrl = await serve(
		trails.follow("gateway", (request) => system.api(request)),
	);

	return {
		url,
		// Of the program that runs now, after a reload too.
		get apiUrl() {
			return `${apiUrl}/${system.stageName}`;
		},
		get functions() {
			return system.functions;
		},
		get declarations() {
			return system.declarations;
		},
		get notImitated() {
			return notImitated(system.declarations.resources);
		},
		awsUrl: await serve((request) => system.aws(request)),
		status: () => statusLine(counts, metrics),
		async reload() {
			const last = system;
			system = await assemble(await evaluate(), systemOptions);
			browsers?.reload();
			await last.retire();
		},
	};
}

/** Where the function finds Gemini: itself, or who answers in its place. */
async function geminiBase(
	{ geminiKey, geminiUrl, faults = [] }: StartOptions,
	serve: (service: Service) => Promise<string>,
): Promise<string> {
	const upstream = geminiUrl ?? (geminiKey ? geminiOrigin : undefined);
	if (upstream && !faults.some(({ service }) => service === "gemini"))
		return upstream;
	const service = upstream ? geminiAt(upstream) : geminiStandIn;
	return serve(withFaults("gemini", faults, service));
}

function counted(counts: Counts, service: Service): Service {
	return async (request) => {
		const answer = await service(request);
		counts.requests++;
		if (answer.status >= 500) counts.errors++;
		return answer;
	};
}

/** The function's metrics, and whatever the service has. */
function withMetrics({ byName }: Metrics, service: Service): Service {
	return async (request) =>
		request.path === "/__local/metrics"
			? response(
					200,
					{ "content-type": "application/json" },
					JSON.stringify(byName, null, "\t"),
				)
			: service(request);
}

/**
 * Forgets what earlier runs of a stack kept.
 * @throws UsageError when one still runs
 */
export async function reset(folder: string): Promise<void> {
	try {
		const store = await openStore(join(folder, "dynamodb"));
		await store.close();
	} catch (error) {
		// A broken store is what this is for.
		if (error instanceof StoreInUse) throw error;
	}
	rmSync(folder, { recursive: true, force: true });
}

/** Where the runs of a stack keep table and logs. */
export function folderOf(stack: string): string {
	return join(root, ".local", stack);
}
