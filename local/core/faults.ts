/** Fault injection: `--fault dynamodb:throttle=0.2`. */
import { setTimeout } from "node:timers/promises";
import {
	ConnectionReset,
	type Request,
	type Response,
	type Service,
} from "./http.ts";
import { UsageError } from "./usageError.ts";

type Answer = (request: Request) => Response;

/** A service's answers to throttled and to failed calls. */
export interface FaultAnswers {
	throttle: Answer;
	error: Answer;
}

const kinds = ["throttle", "error", "slow", "reset"] as const;

export interface Fault {
	service: string;
	kind: (typeof kinds)[number];
	/** Share of the calls that fail, 0 to 1. */
	rate: number;
}

/** The delay of a slow answer in seconds; clients give up earlier. */
const slowness = 3;

/**
 * Reads `SERVICE:KIND=RATE`.
 * @param services those that can have faults
 * @throws UsageError for any other text
 */
export function readFault(text: string, services: string[]): Fault {
	const [, service = "", kind = "", rate = ""] =
		/^(\w+):(\w+)=([\d.]+)$/.exec(text) ?? [];
	const share = Number(rate || Number.NaN);
	if (
		!services.includes(service) ||
		!kinds.some((known) => known === kind) ||
		!(share <= 1)
	)
		throw new UsageError(
			`--fault ${text} is not SERVICE:KIND=RATE, as dynamodb:throttle=0.2; SERVICE is one of ${services.join(", ")}, KIND of ${kinds.join(", ")}, RATE from 0 to 1`,
		);
	return { service, kind, rate: share } as Fault;
}

export interface Chance {
	/** From 0 to below 1. */
	random(): number;
	/** @param seconds */
	pause(seconds: number): Promise<unknown>;
}

const realChance: Chance = {
	random: Math.random,
	pause: (seconds) => setTimeout(seconds * 1000, undefined, { ref: false }),
};

/**
 * Injects the faults of a service. The service does not see a call with a
 * fault; after a slow answer, it sees the call if the client still waits.
 * @param named the service's name and its answers to calls with a fault
 */
export function withFaults(
	named: { name: string; faults?: FaultAnswers },
	faults: Fault[],
	inner: Service,
	{ random, pause } = realChance,
): Service {
	const { name, faults: answers } = named;
	const own = faults.filter(({ service }) => service === name);
	if (own.length === 0 || !answers) return inner;
	return async (request) => {
		const hit = own.find(({ rate }) => random() < rate);
		if (!hit) return inner(request);
		switch (hit.kind) {
			case "reset":
				throw new ConnectionReset();
			case "slow":
				await pause(slowness);
				if (request.isAbandoned?.()) throw new ConnectionReset();
				return inner(request);
			default:
				return answers[hit.kind](request);
		}
	};
}
