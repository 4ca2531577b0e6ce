/** One evaluation of the program, put together of the services and running. */
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

/** A service that can be started for one program after the other. */
export type Ready = Pick<AwsService, "name" | "faults" | "start">;

export interface SystemOptions {
	services: Ready[];
	/** Of the services that functions call. */
	faults?: Fault[];
	/** Environment variables of functions, beside what the services give. */
	variables?: Record<string, string>;
	/** Of the limits of functions. */
	clock?: Clock;
	log?: Context["log"];
}

/** What is declared, serving. */
export interface System {
	declarations: Declarations;
	/** What has an address of its own, by name. */
	fronts: ReadonlyMap<string, Front>;
	/** The APIs of all services. */
	aws: Service;
	invoke: Invoke;
	stop(): Promise<void>;
}

/**
 * Opens what outlives programs, of each service.
 * @param folder in memory when undefined
 * @throws UsageError when another process has it, or it is broken
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

/** Starts the services, each with what those before it give. */
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
		// They come with the services that have them.
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

/** Faults hit everyone who calls. */
function faulty(service: Ready, faults: Fault[], api: Api): Api {
	return (request, caller) =>
		withFaults(service, faults, async (passed) => api(passed, caller))(request);
}

/** Ends a server and whatever hangs on it. */
export function close(server: Server): void {
	server.close();
	server.closeAllConnections();
}
