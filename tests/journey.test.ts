/** One path through the whole system, as `npm start` serves it over real HTTP. */
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../build/projectRoot.ts";
import { type MonthIndex, monthOfAnomalies } from "../contract/month.ts";
import { observationOf, questionAbout } from "../contract/observation.ts";
import type { Question } from "../contract/request.ts";
import type { Running } from "../local/cli/start.ts";
import { startSystem } from "./support/startSystem.ts";

describe("The system on one machine", () => {
	let system: Running;
	before(async () => {
		system = await startSystem();
	});
	after(() => system.stop());

	const get = (path: string, init?: RequestInit) =>
		fetch(system.url + path, init);
	const ask = (question: unknown) =>
		get("/api/reasoning", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: typeof question === "string" ? question : JSON.stringify(question),
		});

	/** The question about the n-th anomaly of the newest month. */
	async function questionOf(n: number): Promise<Question> {
		const [, feature] = await publishedFeature(system.url, n);
		return questionAbout(observationOf(feature));
	}

	it("serves the page at both addresses, with every file that it names", async () => {
		const page = await get("/");
		expect(page.status).to.equal(200);
		expect(page.headers.get("content-type")).to.match(/^text\/html/);
		const html = await page.text();
		expect(await (await get("/sample_calendar.html")).text()).to.equal(html);
		const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
			.map(([, path]) => new URL(path as string, `${system.url}/`))
			.filter(({ protocol }) => protocol !== "data:");
		expect(named).to.not.have.length(0);
		for (const url of named) {
			expect(url.origin, "every file is from this origin").to.equal(system.url);
			expect((await fetch(url)).status, url.pathname).to.equal(200);
		}
	});

	it("serves the index and its months, with as many anomalies as the index says", async () => {
		const index = (await (await get("/index.geojson")).json()) as MonthIndex;
		expect(index.features).to.have.length(3);
		for (const { properties } of index.features) {
			const answer = await get(`/anomalies${properties.month}.geojson`);
			expect(answer.headers.get("content-type")).to.equal(
				"application/geo+json",
			);
			const month = monthOfAnomalies().parse(await answer.json());
			expect(month.features).to.have.length(properties.count);
		}
	});

	it("answers a question from the model, and again from the table", async () => {
		const question = await questionOf(0);
		const first = await ask(question);
		expect(first.status).to.equal(200);
		const miss = await first.json();
		expect(miss.cached).to.equal(false);
		expect(miss.reasoning).to.match(/stand-in/);
		const second = await ask(question);
		const hit = await second.json();
		expect(hit).to.deep.equal({
			...miss,
			cached: true,
			request_id: hit.request_id,
		});
		expect(hit.request_id).to.not.equal(miss.request_id);
	});

	it("answers /api/health without a key", async () => {
		const answer = await get("/api/health");
		expect(answer.status).to.equal(200);
		const { request_id, ...health } = await answer.json();
		expect(health).to.deep.equal({
			status: "ok",
			environment: "dev",
			model: "gemini-3.5-flash-lite",
			version: "1",
		});
		expect(request_id).to.be.a("string");
	});

	/** Status and body of an error, without the request's id. */
	async function refusal(answer: Response) {
		const { request_id, ...body } = await answer.json();
		expect(request_id).to.be.a("string");
		return { status: answer.status, error: body.error, fields: body.fields };
	}

	it("answers 403 at the API for a wrong or missing key", async () => {
		const send = async (headers: Record<string, string>) =>
			refusal(
				await fetch(`${system.apiUrl}/reasoning`, {
					method: "POST",
					headers: { "content-type": "application/json", ...headers },
					body: JSON.stringify(await questionOf(0)),
				}),
			);
		const forbidden = { status: 403, error: "forbidden", fields: undefined };
		expect(await send({})).to.deep.equal(forbidden);
		expect(await send({ "x-api-key": "guessed" })).to.deep.equal(forbidden);
	});

	it("replaces a key that a browser sends", async () => {
		const answer = await get("/api/reasoning", {
			method: "POST",
			headers: { "content-type": "application/json", "x-api-key": "guessed" },
			body: JSON.stringify(await questionOf(0)),
		});
		expect(answer.status).to.equal(200);
	});

	it("answers 400 for a wrong body", async () => {
		const notJson = await refusal(await ask("{"));
		expect(notJson.status).to.equal(400);
		expect(notJson.error).to.equal("invalid_request");
		const question = await questionOf(0);
		for (const wrong of [
			{ ...question, lat: 91 },
			{ ...question, co2: "421" },
			{ ...question, note: "?" },
			{ ...question, date: undefined },
		])
			expect(await refusal(await ask(wrong))).to.include({
				status: 400,
				error: "invalid_request",
			});
	});

	it("answers 404 for a place that is not published", async () => {
		const question = await questionOf(0);
		expect(await refusal(await ask({ ...question, lat: 12.3456 }))).to.include({
			status: 404,
			error: "not_published",
		});
	});

	it("answers 404 for other paths, and for other ways to write a path", async () => {
		for (const path of [
			"/api/nothing",
			"/nothing.html",
			"/%zz.html",
			"/anomalies.geojson",
			"//api/health",
			"/%61pi/health",
			// These have the form of published files, so S3 is asked first.
			"/anomalies190001.geojson",
			"/main-00000000.js",
		])
			expect(await refusal(await get(path)), path).to.include({
				status: 404,
				error: "not_found",
			});
	});

	it("says nothing of S3 about a month that is not published", async () => {
		const { headers } = await get("/anomalies190001.geojson");
		expect(headers.get("content-type")).to.equal("application/json");
		for (const name of ["server", "x-amz-request-id", "x-amz-id-2"])
			expect(headers.get(name), name).to.equal(null);
	});
});

describe("A month as the earlier system published it", () => {
	const folder = join(root, "tests/frozen");

	it("is in the index, and has an answer", async () => {
		const system = await startSystem({
			config: { dataDir: folder },
		});
		try {
			const index = await fetch(`${system.url}/index.geojson`);
			const { features } = (await index.json()) as MonthIndex;
			expect(features).to.have.length(1);
			for (const at of features.keys()) {
				const [month, feature] = await publishedFeature(system.url, 0, at);
				expect(month.properties.synthetic).to.equal(false);
				const question = questionAbout(observationOf(feature));
				const answer = await fetch(`${system.url}/api/reasoning`, {
					method: "POST",
					headers: { "content-type": "application/json" },
					body: JSON.stringify(question),
				});
				expect(answer.status, month.properties.month).to.equal(200);
			}
		} finally {
			await system.stop();
		}
	});
});

/** A month by its position in the index, oldest first, and its n-th anomaly. */
async function publishedFeature(url: string, n: number, at = -1) {
	const index = await fetch(`${url}/index.geojson`);
	const { features } = (await index.json()) as MonthIndex;
	const month = features.at(at) as MonthIndex["features"][number];
	const file = `${url}/anomalies${month.properties.month}.geojson`;
	const { features: anomalies } = monthOfAnomalies().parse(
		await (await fetch(file)).json(),
	);
	return [month, anomalies[n] as (typeof anomalies)[number]] as const;
}
