import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { promptAbout } from "../../../functions/reasoning/prompt.ts";
import { Harness } from "../../support/functionHarness.ts";
import { geminiAnswers, geminiFails } from "../../support/geminiServer.ts";
import { holdModel } from "../../support/holdModel.ts";
import { program } from "../../support/program.ts";
import { observation, question } from "../../support/questions.ts";

let harness: Harness;
const sharedHarness = async () => {
	harness = await Harness.shared();
};

describe("A question", () => {
	beforeEach(sharedHarness);

	const key = cacheKey(question);

	it("is answered by the model the first time, and from the table after that", async () => {
		const first = await harness.ask();
		expect(first.status).to.equal(200);
		expect(first.body).to.deep.equal({
			reasoning: "A fire, likely.",
			cached: false,
			cache_key: key,
			cached_at: first.body.cached_at,
			model: "gemini-3.5-flash-lite",
			request_id: "00000000-0000-4000-8000-000000000000",
		});
		const second = await harness.ask();
		expect(second.body).to.deep.equal({ ...first.body, cached: true });
		expect(harness.gemini.calls).to.have.length(1);
	});

	it("with a cached answer costs one eventually consistent read and nothing else", async () => {
		await harness.ask();
		harness.awsCalls.length = 0;
		let read: Record<string, unknown> = {};
		harness.faults = (_, { body }) => {
			read = JSON.parse(body.toString());
			return undefined;
		};
		await harness.ask();
		expect(harness.awsCalls.map(({ action }) => action)).to.deep.equal([
			"dynamodb:GetItem",
		]);
		// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
		expect(read.ConsistentRead ?? false).to.equal(false);
	});

	it("leaves the item of the design", async () => {
		const { body } = await harness.ask();
		const item = await harness.item(key);
		const now = harness.clock.now();
		expect(item).to.deep.equal({
			cache_key: { S: key },
			reasoning: { S: "A fire, likely." },
			cached_at: { S: new Date(now).toISOString() },
			ttl: { N: String(Math.floor(now / 1000) + 90 * 86_400) },
			metadata: {
				M: {
					lat: { N: String(question.lat) },
					lon: { N: String(question.lon) },
					co2: { N: String(question.co2) },
					deviation: { N: String(question.deviation) },
					date: { S: question.date },
					severity: { S: question.severity },
					zscore: { N: String(question.zscore) },
					model: { S: "gemini-3.5-flash-lite" },
					language: { S: "en" },
				},
			},
		});
		expect(body.cached_at).to.equal(new Date(now).toISOString());
	});

	it("sends Gemini a system instruction and the observation, and the key in a header", async () => {
		await harness.ask();
		const [call] = harness.gemini.calls;
		expect(call?.path).to.equal(
			"/v1beta/models/gemini-3.5-flash-lite:generateContent",
		);
		expect(call?.key).to.equal("test-key");
		const { system, user } = promptAbout(observation, "en");
		// Nothing that depends on the SDK, such as its empty defaults.
		expect(call?.body).to.have.deep.nested.property("systemInstruction.parts", [
			{ text: system },
		]);
		expect(call?.body).to.deep.include({
			contents: [{ role: "user", parts: [{ text: user }] }],
			generationConfig: {
				maxOutputTokens: 4096,
				thinkingConfig: { thinkingLevel: "low" },
			},
		});
	});

	it("needs the permissions of the declared policy, on the declared resources", async () => {
		harness.sampled = true;
		await harness.ask();
		const denied = harness.awsCalls.filter(({ allowed }) => !allowed);
		expect(denied).to.deep.equal([]);
		const resources = new Set(harness.awsCalls.map(({ resource }) => resource));
		const dev = await program();
		expect([...resources]).to.include.members([
			dev.one("storage-cache").state.arn,
			dev.one("base-gemini-key").state.arn,
			dev.one("base-gemini-model").state.arn,
			`${dev.one("storage-data").state.arn}/anomalies202407.geojson`,
		]);
	});
});

describe("Questions about one place at the same time", () => {
	beforeEach(sharedHarness);

	/** Holds reads of the table until there are so many, which then all find nothing. */
	function holdReads(count: number): void {
		let reads = 0;
		let release = () => {};
		const released = new Promise<undefined>((resolve) => {
			release = () => resolve(undefined);
		});
		harness.faults = (_, { headers }) => {
			if (!headers["x-amz-target"]?.[0]?.endsWith("GetItem")) return undefined;
			if (++reads === count) release();
			return released;
		};
	}

	it("cost one model call in three containers, and get equal answers", async () => {
		const model = holdModel(harness);
		holdReads(3);
		harness.clock.holdPauses();
		const asked = Array.from({ length: 3 }, () => harness.ask());
		// One takes the lease and calls the model, and the others pause.
		await Promise.all([model.reached, harness.clock.paused(2)]);
		model.go();
		await Promise.race(asked);
		harness.clock.endPauses();
		const answers = await Promise.all(asked);
		expect(harness.gemini.calls).to.have.length(1);
		expect(answers.map(({ status }) => status)).to.deep.equal(
			new Array(3).fill(200),
		);
		expect(answers.filter(({ body }) => body.cached === false)).to.have.length(
			1,
		);
		const texts = new Set(
			answers.map(({ body }) => JSON.stringify({ ...body, cached: true })),
		);
		expect(texts.size).to.equal(1);
		const metric = await harness.logged((line) => "Coalesced" in line);
		expect(metric).to.include({ Coalesced: 1 });
	});

	it("share a failure", async () => {
		harness.gemini.answers = [geminiFails(400), geminiAnswers("Better.")];
		const release = holdModel(harness);
		const first = harness.ask();
		await release.reached;
		harness.clock.holdPauses();
		const second = harness.ask();
		await harness.clock.paused();
		release.go();
		expect((await first).status).to.equal(502);
		harness.clock.endPauses();
		expect((await second).status).to.equal(502);
		expect(harness.gemini.calls).to.have.length(1);
	});
});

describe("A function whose policy lacks a permission", () => {
	after(() => harness.stop());

	it("returns 503", async () => {
		const action = "secretsmanager:GetSecretValue";
		harness = await Harness.start({
			declared: (declarations) => {
				const policy = declarations.resources.find(
					({ name }) => name === "lambda-policy",
				)?.state.policy as { Statement: { Action: string[] }[] };
				for (const statement of policy.Statement)
					statement.Action = statement.Action.filter((one) => one !== action);
			},
		});
		expect((await harness.ask()).status).to.equal(503);
		expect(
			harness.awsCalls.filter(({ allowed }) => !allowed)[0]?.action,
		).to.equal(action);
	});
});
