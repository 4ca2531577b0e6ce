import { expect } from "chai";
import { generate } from "../../functions/reasoning/adapters/gemini.ts";
import type { ModelFailure } from "../../functions/reasoning/modelAttempts.ts";
import { type Prompt, promptAbout } from "../../functions/reasoning/prompt.ts";
import { type Fault, withFaults } from "../../local/core/faults.ts";
import type { Service } from "../../local/core/http.ts";
import { errorOf } from "../../local/tests/awsEndpoint.ts";
import { withServer } from "../../local/tests/server.ts";
import {
	geminiAt,
	geminiFaults,
	geminiStandIn,
} from "../../stand-ins/gemini.ts";
import { question } from "../support/questions.ts";
import { startSystem } from "../support/startSystem.ts";

const gemini = { name: "gemini", faults: geminiFaults };

const always = (service: string, kind: string): Fault => ({
	service,
	kind: kind as Fault["kind"],
	rate: 1,
});

/** The answer of Gemini at this address, through the function's adapter. */
async function ask(
	baseUrl: string,
	prompt: Prompt = { system: "", user: "Why?\nA fact" },
): Promise<string> {
	const { signal } = new AbortController();
	const apiKey = { value: "key", version: "1" };
	const request = { ...prompt, model: "gemini-test", apiKey };
	return (await generate(request, signal, baseUrl)).text;
}

describe("A fault of Gemini", () => {
	const failure = (service: Service) =>
		errorOf(withServer(service, (url) => ask(url))) as Promise<ModelFailure>;
	const hit = (kind: string) =>
		failure(withFaults(gemini, [always("gemini", kind)], geminiStandIn));

	it("throttles with a delay", async () => {
		expect(await hit("throttle")).to.include({
			reason: "quota",
			retryAfter: 1,
		});
	});

	it("reports an overloaded model, or resets the connection", async () => {
		const overloaded = await hit("error");
		const reset = await hit("reset");
		expect(overloaded.reason).to.equal("unavailable");
		expect(String(overloaded.cause)).to.include("overloaded");
		expect(reset.reason).to.equal("unavailable");
		expect(String(reset.cause)).not.to.include("overloaded");
	});

	it("can be injected before Gemini itself, which answers the other calls", async () => {
		const seen: string[] = [];
		const itself: Service = (request) => {
			seen.push(request.headers["x-goog-api-key"]?.[0] ?? "");
			return geminiStandIn(request);
		};
		const address = await withServer(itself, async (url) => {
			const text = await withServer(geminiAt(url), (at) => ask(at));
			expect(text).to.contain("A fact");
			return url;
		});
		expect(seen).to.deep.equal(["key"]);
		expect(await failure(geminiAt(address))).to.include({
			reason: "unavailable",
		});
	});
});

describe("The stand-in for Gemini", () => {
	for (const [language, start] of [
		["en", "This is a stand-in answer"],
		["ja", "これは仮の回答です"],
	] as const)
		it(`answers in the language of the instruction: ${language}`, async () => {
			const { system, user } = promptAbout(question, language);
			const text = await withServer(geminiStandIn, (url) =>
				ask(url, { system, user }),
			);
			expect(text).to.match(new RegExp(`^${start}`));
			expect(text).to.include(`Date: ${question.date}`);
		});
});

describe("A fault of the whole system", () => {
	it("reaches the function, which answers no question without the table", async () => {
		const running = await startSystem({
			faults: [always("dynamodb", "error")],
		});
		try {
			const response = await fetch(`${running.url}/api/reasoning`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify(question),
			});
			expect(response.status).to.equal(503);
		} finally {
			await running.stop();
		}
	});
});
