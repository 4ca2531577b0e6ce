/** One evaluation of the program, put together of the services and running. */
import type { Server } from "node:http";
import type { Declarations } from "../evaluate/declarations.ts";
import type { Callers } from "./caller.ts";
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
	Start,
	Started,
} from "./service.ts";

/** A service that can be started for one program after the other. */
export interface Ready extends Pick<AwsService, "name" | "faults"> {
	start?: Start | undefined;
}

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
	/** Stops, once what was asked of it is answered. */
	retire(): Promise<void>;
	/** Stops at once. */
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
		ready.push({ ...service, start: own?.start ?? service.start });
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
	{
		services,
		faults = [],
		variables = {},
		clock = machineClock,
		log = () => {},
	}: SystemOptions,
): Promise<System> {
	const started: Started[] = [];
	const apis = new Map<string, Api>();
	const callers = first(started, "callers", "says who may call");
	const inFlight = new InFlight();
	const aws = inFlight.follow(
		awsEndpoint(apis, { signer: (key) => callers().signer(key) }),
	);
	const endpoint = await listen(listener(aws));
	const stop = async () => {
		close(endpoint.server);
		for (const { close } of started.toReversed()) await close?.();
	};
	const context: Context = {
		declarations,
		get callers(): Callers {
			return callers();
		},
		variables: { AWS_ENDPOINT_URL: endpoint.url, ...variables },
		log,
		clock,
		at: (...asked) => {
			for (const { at } of started) {
				const found = at?.(...asked);
				if (found) return found;
			}
			return undefined;
		},
		invoke: (...asked) => first(started, "invoke", "has functions")()(...asked),
	};
	try {
		for (const service of services) {
			const running = (await service.start?.(context)) ?? {};
			started.push(running);
			Object.assign(context.variables, running.variables);
			const { api } = running;
			if (api) apis.set(service.name, faulty(service, faults, api));
		}
	} catch (error) {
		await stop();
		throw error;
	}
	const fronts = started.flatMap(({ front }) => front ?? []);
	return {
		declarations,
		fronts: new Map(
			fronts.map((front) => [
				front.name,
				{ ...front, serve: inFlight.follow(front.serve) },
			]),
		),
		aws,
		invoke: context.invoke,
		stop,
		async retire() {
			await inFlight.end();
			await stop();
		},
	};
}

/** Faults hit everyone who calls. */
function faulty(service: Ready, faults: Fault[], api: Api): Api {
	return (request, caller) =>
		withFaults(service, faults, async (passed) => api(passed, caller))(request);
}

/** The one that a service gives, once it has started. */
function first<K extends keyof Started>(
	started: Started[],
	key: K,
	what: string,
): () => NonNullable<Started[K]> {
	return () => {
		for (const { [key]: given } of started) if (given) return given;
		throw new Error(`no service ${what}`);
	};
}

/** Requests that are being answered. */
class InFlight {
	readonly #answers = new Set<Promise<unknown>>();

	follow(service: Service): Service {
		return (request) => {
			const answer = service(request);
			const done = () => this.#answers.delete(answer);
			this.#answers.add(answer);
			answer.then(done, done);
			return answer;
		};
	}

	end(): Promise<unknown> {
		return Promise.allSettled(this.#answers);
	}
}

/** Ends a server and whatever hangs on it. */
export function close(server: Server): void {
	server.close();
	server.closeAllConnections();
}
