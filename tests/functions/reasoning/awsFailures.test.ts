import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { awsClient } from "../../../functions/reasoning/adapters/awsClient.ts";
import type { Response } from "../../../local/core/http.ts";
import {
	type FaultInjection,
	geminiAnswers,
	Harness,
	question,
} from "../../support/functionHarness.ts";

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
	throttles: () => s3Failure(503, "SlowDown"),
	denies: () => s3Failure(403, "AccessDenied"),
	"is broken": () => s3Failure(500, "InternalError"),
	"talks garbage": () => garbage,
	"is silent": silent,
};

let harness: Harness;
/** With a container that has read nothing yet. */
const coldHarness = async () => {
	harness = await Harness.start();
};
const sharedHarness = async () => {
	harness = await Harness.shared();
};

/** Tests that a question costs nothing while a service fails. */
function itIsNotPaidFor(
	kinds: Record<string, Answers>,
	service: string,
	operation?: string,
): void {
	for (const [kind, answers] of Object.entries(kinds))
		it(`(${operation ?? service} ${kind}) a question is refused, not paid for`, async () => {
			harness.faults = only(harness, service, answers, operation);
			const { status, headers, body } = await harness.ask();
			expect(status).to.equal(503);
			expect(headers["Retry-After"]).to.equal("5");
			expect(body).to.deep.equal({
				error: "unavailable",
				message: "A service behind this one is unavailable; ask again shortly.",
				request_id: body.request_id,
			});
			expect(harness.geminiCalls).to.deep.equal([]);
		});
}

describe("When AWS fails before the model is asked", () => {
	beforeEach(sharedHarness);

	itIsNotPaidFor(jsonKinds, "dynamodb", "GetItem");
	itIsNotPaidFor(jsonKinds, "dynamodb", "PutItem");
	itIsNotPaidFor(s3Kinds, "s3");
});

describe("When AWS fails a container that starts, before the model is asked", () => {
	beforeEach(coldHarness);
	afterEach(() => harness.stop());

	itIsNotPaidFor(
		{
			...jsonKinds,
			"has a secret without a key": () => ({
				...garbage,
				body: Buffer.from(JSON.stringify({ SecretString: JSON.stringify({}) })),
			}),
		},
		"secretsmanager",
	);
});

describe("When Systems Manager fails a container that starts", () => {
	beforeEach(coldHarness);
	afterEach(() => harness.stop());

	for (const [kind, answers] of Object.entries({
		...jsonKinds,
		"has no such parameters": () => ({
			...garbage,
			body: Buffer.from('{"Parameters":[]}'),
		}),
	}))
		it(`(it ${kind}) the declared values serve, and the next asks it again`, async () => {
			harness.faults = only(harness, "ssm", answers);
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({
				cached: false,
				model: "gemini-3.5-flash-lite",
			});
			const { ttl } = (await harness.item(key)) as { ttl: { N: string } };
			const now = Math.floor(harness.clock.now() / 1000);
			expect(Number(ttl.N)).to.equal(now + 90 * 86_400);
			const warning = await harness.logged(({ level }) => level === "WARN");
			expect(warning.message).to.match(/declared values serve/);

			harness.faults = () => undefined;
			harness.awsCalls.length = 0;
			await harness.put({ cache_key: { S: key } });
			await harness.ask();
			expect(harness.awsCalls.map(({ action }) => action)).to.include(
				"ssm:GetParameters",
			);
		});
});

describe("When DynamoDB fails to save what was paid for", () => {
	beforeEach(sharedHarness);

	for (const [kind, answers] of Object.entries(jsonKinds))
		it(`(it ${kind}) the answer is given all the same`, async () => {
			harness.gemini = [
				(reply, call) => {
					// From now on.
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
});

describe("With injected faults", () => {
	beforeEach(sharedHarness);

	it("a hit needs nothing but DynamoDB", async () => {
		await harness.ask();
		harness.faults = (service) => (service === "dynamodb" ? undefined : denied);
		expect((await harness.ask()).body).to.include({ cached: true });
	});

	it("what was read of SSM and Secrets Manager serves on", async () => {
		await harness.ask();
		harness.faults = (service) =>
			service === "ssm" || service === "secretsmanager" ? denied : undefined;
		await harness.put({ cache_key: { S: key } });
		const { status, body } = await harness.ask();
		expect(status).to.equal(200);
		expect(body).to.include({ cached: false });
	});

	it("/health tells with which values questions are answered", async () => {
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
});

describe("When AWS is slow to answer a container that starts", () => {
	beforeEach(coldHarness);
	afterEach(() => harness.stop());

	for (const service of ["dynamodb", "s3", "ssm", "secretsmanager"])
		it(`${service} is asked again while there is time`, async () => {
			let left = awsClient.maxAttempts - 1;
			harness.faults = only(harness, service, (slow) =>
				left-- > 0 ? silent(slow) : undefined,
			);
			const { status, body } = await harness.ask();
			expect(status).to.equal(200);
			expect(body).to.include({ cached: false });
		});
});

describe("When every service of AWS is slow", () => {
	beforeEach(coldHarness);
	afterEach(() => harness.stop());

	it("a question is refused before API Gateway gives up", async () => {
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

describe("Without the right", () => {
	afterEach(() => harness.stop());

	for (const action of [
		"dynamodb:GetItem",
		"dynamodb:PutItem",
		"secretsmanager:GetSecretValue",
		"s3:GetObject",
	])
		it(`to ${action}, a question is refused`, async () => {
			harness = await Harness.start({
				declared: (declarations) => {
					const policy = declarations.resources.find(
						({ name }) => name === "lambda-policy",
					)?.state.policy as { Statement: { Action: string[] }[] };
					policy.Statement = policy.Statement.map((statement) => ({
						...statement,
						Action: statement.Action.filter((one) => one !== action),
					}));
				},
			});
			expect((await harness.ask()).status).to.equal(503);
			expect(
				harness.awsCalls.filter(({ allowed }) => !allowed)[0]?.action,
			).to.equal(action);
		});
});
