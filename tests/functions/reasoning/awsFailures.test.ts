import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { awsClient } from "../../../functions/reasoning/adapters/awsClient.ts";
import type { Response } from "../../../local/core/http.ts";
import { type FaultInjection, Harness } from "../../support/functionHarness.ts";
import { geminiAnswers } from "../../support/geminiServer.ts";
import { otherQuestions, question } from "../../support/questions.ts";

const key = cacheKey(question);

/** A failure in the JSON protocols' form. */
const failure = (status: number, type: string): Response => ({
	status,
	headers: { "content-type": ["application/x-amz-json-1.0"] },
	body: Buffer.from(JSON.stringify({ __type: type, message: "failed" })),
});
const throttled = failure(400, "ThrottlingException");
const denied = failure(400, "AccessDeniedException");
const broken = failure(500, "InternalServerError");
const garbage: Response = {
	status: 200,
	headers: { "content-type": ["application/json"] },
	body: Buffer.from("<html>"),
};
const s3Failure = (status: number, code: string): Response => ({
	status,
	headers: { "content-type": ["application/xml"] },
	body: Buffer.from(`<Error><Code>${code}</Code></Error>`),
});

type Answers = (harness: Harness) => Response | Promise<Response> | undefined;

/** Neither an answer nor an end: the time passes that the function gives a call. */
const silent: Answers = ({ clock }) => {
	clock.pass(awsClient.requestHandler.requestTimeout);
	return new Promise(() => {});
};

/** Faults of one service, or of one of its operations. */
const only =
	(
		harness: Harness,
		service: string,
		answers: Answers,
		operation = "",
	): FaultInjection =>
	(called, request) =>
		called === service &&
		(request.headers["x-amz-target"]?.[0] ?? "").endsWith(operation)
			? answers(harness)
			: undefined;

const jsonKinds: Record<string, Answers> = {
	throttles: () => throttled,
	denies: () => denied,
	"is broken": () => broken,
	"talks garbage": () => garbage,
	"is silent": silent,
};
const s3Kinds: Record<string, Answers> = {
	...jsonKinds,
	throttles: () => s3Failure(503, "SlowDown"),
	denies: () => s3Failure(403, "AccessDenied"),
	"is broken": () => s3Failure(500, "InternalError"),
};

let harness: Harness;
const sharedHarness = async () => {
	harness = await Harness.shared();
};
/** One container for all tests of a describe, in which nothing was read successfully before. */
function useColdContainer(): void {
	before(async () => {
		harness = await Harness.start();
	});
	beforeEach(() => harness.reset());
	after(() => harness.stop());
}

const unavailable = {
	error: "unavailable",
	message: "A service behind this one is unavailable; ask again shortly.",
};

/** Tests that a question costs no model call while a service fails. */
function itAnswers503(
	kinds: Record<string, Answers>,
	service: string,
	operation?: string,
): void {
	for (const [kind, answers] of Object.entries(kinds))
		it(`returns 503 without a model call when ${operation ?? service} ${kind}`, async () => {
			harness.faults = only(harness, service, answers, operation);
			const { status, headers, body } = await harness.ask();
			expect(status).to.equal(503);
			expect(headers["Retry-After"]).to.equal("5");
			const { request_id } = body;
			expect(body).to.deep.equal({ ...unavailable, request_id });
			expect(harness.gemini.calls).to.deep.equal([]);
		});
}

describe("A container that has served questions", () => {
	beforeEach(sharedHarness);

	itAnswers503(jsonKinds, "dynamodb", "GetItem");
	itAnswers503(jsonKinds, "dynamodb", "PutItem");
	itAnswers503(s3Kinds, "s3");

	for (const [kind, answers] of Object.entries(jsonKinds))
		it(`returns the answer that it cannot save when PutItem ${kind}`, async () => {
			harness.gemini.answers = [
				(reply, call) => {
					// From now on: the lease was written before.
					harness.faults = only(harness, "dynamodb", answers, "PutItem");
					geminiAnswers("Paid for.")(reply, call);
				},
			];
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ reasoning: "Paid for.", cached: false });
			const metric = await harness.logged((line) => "SaveErrors" in line);
			expect(metric).to.include({ SaveErrors: 1 });
			expect(await harness.item(key)).not.to.have.property("reasoning");
		});

	it("serves a hit while every other service fails", async () => {
		await harness.ask();
		harness.faults = (service) => (service === "dynamodb" ? undefined : denied);
		expect((await harness.ask()).body).to.include({ cached: true });
	});

	it("uses the last key and parameters that it read while they cannot be read again", async () => {
		await harness.ask();
		await harness.reset();
		harness.faults = (service) =>
			service === "ssm" || service === "secretsmanager" ? denied : undefined;
		const { status, body } = await harness.ask();
		expect(status).to.equal(200);
		expect(body).to.include({ cached: false });
		expect(harness.gemini.calls[0]?.key).to.equal("test-key");
	});

	it("reports in /health the values that it answers with", async () => {
		harness.faults = only(harness, "ssm", () => denied);
		const { status, body } = await harness.invoke({
			httpMethod: "GET",
			resource: "/health",
		});
		expect(status).to.equal(200);
		expect(body).to.include({
			environment: "dev",
			model: "gemini-3.5-flash-lite",
		});
	});

	for (const service of ["dynamodb", "s3", "ssm", "secretsmanager"])
		it(`calls ${service} again when it is slow and there is time`, async () => {
			let calls = 0;
			harness.faults = only(harness, service, (slow) =>
				++calls < 4 ? silent(slow) : undefined,
			);
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ cached: false });
			expect(calls).to.be.at.least(4);
		});

	it("returns 503 before API Gateway gives up when every service is slow", async () => {
		const left: Record<string, number> = {};
		harness.faults = (service) => {
			left[service] ??= awsClient.maxAttempts - 1;
			return left[service]-- > 0 ? silent(harness) : undefined;
		};
		const began = harness.clock.now();
		const { status, body } = await harness.ask();
		expect(status).to.equal(503);
		expect(body).to.include({ error: "unavailable" });
		expect(harness.clock.now() - began).to.be.below(29_000);
	});
});

describe("A container that could not read the secret yet", () => {
	useColdContainer();

	itAnswers503(
		{
			...jsonKinds,
			"has a secret without a key": () => ({
				...garbage,
				body: Buffer.from(JSON.stringify({ SecretString: JSON.stringify({}) })),
			}),
		},
		"secretsmanager",
	);

	it("answers as soon as it can read the secret", async () => {
		harness.faults = only(harness, "secretsmanager", () => denied);
		expect((await harness.ask()).status).to.equal(503);
		harness.faults = () => undefined;
		expect((await harness.ask(otherQuestions[0])).status).to.equal(200);
	});
});

describe("A container that could not read the parameters yet", () => {
	useColdContainer();

	const daysToLive = async () => {
		const { ttl } = (await harness.item(key)) as { ttl: { N: string } };
		return (Number(ttl.N) - harness.clock.now() / 1000) / 86_400;
	};

	for (const [kind, answers] of Object.entries({
		...jsonKinds,
		"has no such parameters": () => ({
			...garbage,
			body: Buffer.from('{"Parameters":[]}'),
		}),
	}))
		it(`answers with the declared values when ssm ${kind}`, async () => {
			harness.faults = only(harness, "ssm", answers);
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({
				cached: false,
				model: "gemini-3.5-flash-lite",
			});
			expect(await daysToLive()).to.be.closeTo(90, 0.001);
			const warning = await harness.logged(({ level }) => level === "WARN");
			expect(warning.message).to.match(/declared values/);
		});

	it("prefers the parameters to the declared values as soon as it can read them", async () => {
		harness.faults = only(harness, "ssm", () => denied);
		await harness.ask(otherQuestions[0]);
		harness.gemini.calls.length = 0;
		const changed = [
			["gemini-model", "gemini-9"],
			["cache-ttl-days", "7"],
			["environment", "other"],
		].map(([name, Value]) => ({ Name: `/app/dev/${name}`, Value }));
		harness.faults = only(harness, "ssm", () => ({
			...garbage,
			body: Buffer.from(JSON.stringify({ Parameters: changed })),
		}));
		const { body } = await harness.ask();
		expect(body).to.include({ cached: false, model: "gemini-9" });
		expect(harness.gemini.calls[0]?.path).to.include("gemini-9:");
		expect(await daysToLive()).to.be.closeTo(7, 0.001);
	});
});
