/** Bad weather on purpose: `--fault dynamodb:throttle=0.2`. */
import { setTimeout } from "node:timers/promises";
import { failure as geminiFailure } from "../../stand-ins/gemini.ts";
import { failure as s3Failure } from "../s3/s3.ts";
import {
	ConnectionReset,
	type Request,
	type Response,
	type Service,
} from "./http.ts";
import { failure as jsonFailure, ServiceError } from "./jsonProtocol.ts";
import { UsageError } from "./usageError.ts";

type Answer = (request: Request) => Response;

const json =
	(code: string, message: string, status: number): Answer =>
	(request) =>
		jsonFailure(request, new ServiceError(code, message, status));

/** By service: how it throttles, and how it fails. */
const answers = {
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
	dynamodb: {
		throttle: json(
			"com.amazon.coral.availability#ThrottlingException",
			"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.",
			400,
		),
		error: json(
			"com.amazonaws.dynamodb.v20120810#InternalServerError",
			"Internal server error",
			500,
		),
	},
	// https://ai.google.dev/gemini-api/docs/troubleshooting
	gemini: {
		throttle: () =>
			geminiFailure(
				429,
				"RESOURCE_EXHAUSTED",
				"You exceeded your current quota, please check your plan and billing details.",
				{
					"@type": "type.googleapis.com/google.rpc.RetryInfo",
					retryDelay: "1s",
				},
			),
		error: () =>
			geminiFailure(
				503,
				"UNAVAILABLE",
				"The model is overloaded. Please try again later.",
			),
	},
	// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
	s3: {
		throttle: () =>
			s3Failure(503, "SlowDown", "Please reduce your request rate."),
		error: () =>
			s3Failure(
				500,
				"InternalError",
				"We encountered an internal error. Please try again.",
			),
	},
	// https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
	ssm: {
		throttle: json("ThrottlingException", "Rate exceeded", 400),
		error: json("InternalServerError", "Internal server error", 500),
	},
	// https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
	secretsmanager: {
		throttle: json("ThrottlingException", "Rate exceeded", 400),
		error: json(
			"InternalServiceError",
			"An error occurred on the server side.",
			500,
		),
	},
} satisfies Record<string, { throttle: Answer; error: Answer }>;

type FaultyService = keyof typeof answers;
const services = Object.keys(answers);
const kinds = ["throttle", "error", "slow", "reset"] as const;

export interface Fault {
	service: FaultyService;
	kind: (typeof kinds)[number];
	/** Share of the calls that it hits, 0 to 1. */
	rate: number;
}

/** How late a slow answer is, seconds: more than the function waits for AWS. */
const slowness = 3;

/**
 * Reads `SERVICE:KIND=RATE`.
 * @throws UsageError
 */
export function readFault(text: string): Fault {
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
 * Puts the faults of a service before it: a call that one hits is not carried
 * out, or late if it is slow and somebody still waits for its answer.
 * @param name as in `Fault`
 */
export function withFaults(
	name: string,
	faults: Fault[],
	inner: Service,
	{ random, pause } = realChance,
): Service {
	const own = faults.filter(({ service }) => service === name);
	if (own.length === 0) return inner;
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
				return answers[hit.service][hit.kind](request);
		}
	};
}
