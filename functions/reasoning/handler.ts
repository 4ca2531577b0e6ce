import type {
	APIGatewayProxyEvent,
	APIGatewayProxyResult,
	Context,
} from "aws-lambda";
import type { Answer, Health } from "../../contract/answer.ts";
import { type ErrorBody, statuses } from "../../contract/errors.ts";
import { dynamoDbCache } from "./adapters/dynamodb.ts";
import {
	type RequestTelemetry,
	requestTelemetry,
} from "./adapters/telemetry.ts";
import { answerQuestion } from "./answerQuestion.ts";
import { readEnvironment } from "./environment.ts";
import { InvalidQuestion, NotFound, ReasoningError } from "./errors.ts";
import { inTime } from "./inTime.ts";
import { parseQuestion } from "./parseQuestion.ts";
import { budget } from "./pendingQuestion.ts";
import type { Clock } from "./ports.ts";

const environment = readEnvironment(process.env);
const cache = dynamoDbCache(environment.tableName);
const clock: Clock = {
	now: Date.now,
	sleep: (milliseconds) =>
		new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Loaded by the first miss, because a hit needs none of it. */
const missDependencies = async (telemetry: RequestTelemetry) =>
	(await import("./adapters/missDependencies.ts")).missDependencies(
		environment,
		clock,
		telemetry,
	);

/** Time that remains for Lambda to send the response, milliseconds. */
const reserve = 500;

/**
 * Answers `POST /reasoning` and `GET /health` of API Gateway's Lambda proxy
 * integration, other requests with 404, and other events with 400; never throws.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export async function handler(
	event: APIGatewayProxyEvent | null,
	context?: Context,
): Promise<APIGatewayProxyResult> {
	const requestId =
		event?.requestContext?.requestId ?? context?.awsRequestId ?? "unknown";
	const telemetry = requestTelemetry(requestId);
	try {
		const { outcome, body } = await answer(event, context, telemetry);
		await telemetry.finish(outcome, 200);
		return response(200, { ...body, request_id: requestId });
	} catch (error) {
		const known = error instanceof ReasoningError ? error : undefined;
		const code = known?.code ?? "internal";
		const status = statuses[code];
		await telemetry.finish(code, status, known ? known.cause : error);
		return response(
			status,
			{
				error: code,
				message: known?.message ?? "Something went wrong on our side.",
				...(known instanceof InvalidQuestion && { fields: known.fields }),
				request_id: requestId,
			},
			known?.retryAfter,
		);
	}
}

type Outcome<T> = { outcome: string; body: Omit<T, "request_id"> };

async function answer(
	event: APIGatewayProxyEvent | null,
	context: Context | undefined,
	telemetry: RequestTelemetry,
): Promise<Outcome<Answer> | Outcome<Health>> {
	// A test event in the console, or a script, can send anything.
	if (typeof event?.httpMethod !== "string")
		throw new InvalidQuestion("The event is not a request of API Gateway.");
	switch (`${event.httpMethod} ${event.resource ?? event.path}`) {
		case "POST /reasoning":
			return reasoning(event, context, telemetry);
		case "GET /health":
			return health(telemetry);
		default:
			throw new NotFound();
	}
}

async function reasoning(
	event: APIGatewayProxyEvent,
	context: Context | undefined,
	telemetry: RequestTelemetry,
): Promise<Outcome<Answer>> {
	const question = parseQuestion(event);
	const remaining = context?.getRemainingTimeInMillis?.() ?? Infinity;
	const deadline = clock.now() + Math.min(budget.total, remaining - reserve);
	const answered = answerQuestion(question, deadline, {
		cache,
		clock,
		telemetry,
		requirePublished: environment.requirePublished,
		defaultLanguage: environment.defaultLanguage,
		loadMissDependencies: () => missDependencies(telemetry),
	});
	const { key, cached, answer } = await inTime(answered, deadline, clock);
	return {
		outcome: cached ? "cached" : "answered",
		body: {
			reasoning: answer.reasoning,
			cached,
			cache_key: key,
			cached_at: answer.cachedAt,
			model: answer.model,
		},
	};
}

async function health(telemetry: RequestTelemetry): Promise<Outcome<Health>> {
	const { parameters } = await missDependencies(telemetry);
	const { environment: name, geminiModel } = await telemetry.span(
		"parameters",
		parameters,
	);
	return {
		outcome: "healthy",
		body: {
			status: "ok",
			environment: name,
			model: geminiModel,
			version: environment.version,
		},
	};
}

function response(
	statusCode: number,
	body: Answer | Health | ErrorBody,
	retryAfter?: number,
): APIGatewayProxyResult {
	const { allowedOrigin } = environment;
	return {
		statusCode,
		headers: {
			"Content-Type": "application/json",
			"Cache-Control": "no-store",
			...(allowedOrigin && {
				"Access-Control-Allow-Origin": allowedOrigin,
				Vary: "Origin",
			}),
			...(retryAfter !== undefined && {
				// HTTP has whole seconds, and 0 would mean at once.
				"Retry-After": String(Math.max(1, Math.ceil(retryAfter))),
			}),
		},
		body: JSON.stringify(body),
	};
}
