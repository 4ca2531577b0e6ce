/** The services, running for one evaluation of the program. */
import type { Server } from "node:http";
import type { Declarations } from "../evaluate/declarations.ts";
import { type Clock, machineClock } from "./clock.ts";
import { awsEndpoint } from "./endpoint.ts";
import { type Fault, withFaults } from "./faults.ts";
import { listen, listener, type Service } from "./http.ts";
import type {
	Api,
	AwsService,
	Context,
	Front,
	Invoke,
	Opened,
	Started,
} from "./service.ts";

/** A service that can start for one evaluation after another. */
export type Ready = Pick<AwsService, "name" | "faults" | "start">;

export interface SystemOptions {
	services: Ready[];
	/** Faults of the services that functions call. */
	faults?: Fault[];
	/** Further environment variables of functions. */
	variables?: Record<string, string>;
	/** The clock of time limits. */
	clock?: Clock | undefined;
	log?: Context["log"];
}

export interface System {
	declarations: Declarations;
	/** By name. */
	fronts: ReadonlyMap<string, Front>;
	/** The APIs of all services. */
	aws: Service;
	invoke: Invoke;
	stop(): Promise<void>;
}

/**
 * Opens the data of the services that outlive an evaluation.
 * @param folder of the data; undefined keeps them in memory
 * @throws UsageError for a folder that another process has open, or that is broken
 */
export async function openServices(
	services: AwsService[],
	folder: string | undefined,
): Promise<{ ready: Ready[]; close(): Promise<void> }> {
	const opened: Opened[] = [];
	const ready: Ready[] = [];
	for (const service of services) {
		const own = await service.open?.(folder);
		if (own) opened.push(own);
		ready.push({ ...service, ...own });
	}
	return {
		ready,
		async close() {
			for (const { close } of opened) await close();
		},
	};
}

/** Starts the services in order; each can use what those before it offer. */
export async function assemble(
	declarations: Declarations,
	options: SystemOptions,
): Promise<System> {
	const { services, faults = [], variables = {}, log = () => {} } = options;
	const started: Started[] = [];
	const apis = new Map<string, Api>();
	const aws: Service = (request) => awsEndpoint(apis, context.callers)(request);
	const endpoint = await listen(listener(aws));
	const stop = async () => {
		close(endpoint.server);
		for (const { close } of started.toReversed()) await close?.();
	};
	const context: Context = {
		declarations,
		variables: { AWS_ENDPOINT_URL: endpoint.url, ...variables },
		log,
		clock: options.clock ?? machineClock,
		at: (...asked) =>
			started.map(({ at }) => at?.(...asked)).find((found) => found),
		// The services that offer these set them below.
		...({} as Pick<Context, "callers" | "invoke">),
	};
	try {
		for (const service of services) {
			const running = (await service.start?.(context)) ?? {};
			started.push(running);
			const { api, callers, invoke } = running;
			Object.assign(context.variables, running.variables);
			Object.assign(context, callers && { callers }, invoke && { invoke });
			if (api) apis.set(service.name, faulty(service, faults, api));
		}
	} catch (error) {
		await stop();
		throw error;
	}
	const fronts = new Map(
		started.flatMap(({ front }) => (front ? [[front.name, front]] : [])),
	);
	return { declarations, fronts, aws, invoke: context.invoke, stop };
}

/** An API with the faults of its service, for every caller. */
function faulty(service: Ready, faults: Fault[], api: Api): Api {
	return (request, caller) =>
		withFaults(service, faults, async (passed) => api(passed, caller))(request);
}

/** Closes a server and its connections. */
export function close(server: Server): void {
	server.close();
	server.closeAllConnections();
}
