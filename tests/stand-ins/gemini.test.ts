import { expect } from "chai";
import { generate } from "../../functions/reasoning/adapters/gemini.ts";
import type { ModelFailure } from "../../functions/reasoning/modelAttempts.ts";
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

describe("A fault of Gemini", () => {
	/** A question to Gemini at this service, through the function's adapter. */
	const ask = (service: Service) =>
		withServer(service, async (baseUrl) => {
			const { signal } = new AbortController();
			const apiKey = { value: "key", version: "1" };
			const request = {
				system: "",
				user: "Why?\nA fact",
				model: "gemini-test",
			};
			return (await generate({ ...request, apiKey }, signal, baseUrl)).text;
		});
	const failure = (service: Service) =>
		errorOf(ask(service)) as Promise<ModelFailure>;
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
			expect(await ask(geminiAt(url))).to.contain("A fact");
			return url;
		});
		expect(seen).to.deep.equal(["key"]);
		expect(await failure(geminiAt(address))).to.include({
			reason: "unavailable",
		});
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
