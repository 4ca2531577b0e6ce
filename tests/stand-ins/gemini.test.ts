import {
	GoogleGenerativeAI,
	GoogleGenerativeAIFetchError,
} from "@google/generative-ai";
import { expect } from "chai";
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
	/** A question to Gemini at this service, through its SDK. */
	const ask = (service: Service) =>
		withServer(service, async (baseUrl) => {
			const model = new GoogleGenerativeAI("key").getGenerativeModel(
				{ model: "gemini-test" },
				{ baseUrl },
			);
			return (await model.generateContent("Why?\nA fact")).response.text();
		});
	const hit = (kind: string) =>
		errorOf(
			ask(withFaults(gemini, [always("gemini", kind)], geminiStandIn)),
		) as Promise<GoogleGenerativeAIFetchError>;

	it("throttles with a delay", async () => {
		const error = await hit("throttle");
		expect(error).to.be.instanceOf(GoogleGenerativeAIFetchError);
		expect(error.status).to.equal(429);
		expect(error.errorDetails).to.deep.equal([
			{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" },
		]);
	});

	it("reports an overloaded model, or resets the connection", async () => {
		expect(await hit("error")).to.include({ status: 503 });
		expect((await hit("reset")).message).to.contain("fetch failed");
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
		const error = await errorOf(ask(geminiAt(address)));
		expect(error.message).to.contain("fetch failed");
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
