import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import { Harness } from "../../support/functionHarness.ts";
import { geminiAnswers } from "../../support/geminiServer.ts";
import {
	observation,
	otherQuestions,
	question,
} from "../../support/questions.ts";

/** The user's turn that Gemini received last. */
function asked(harness: Harness): string {
	const body = harness.gemini.calls.at(-1)?.body as {
		contents: { parts: { text: string }[] }[];
	};
	return body.contents[0]?.parts[0]?.text ?? "";
}

describe("A question", () => {
	let harness: Harness;
	beforeEach(async () => {
		harness = await Harness.shared();
	});

	for (const [what, changed] of [
		["place", { lat: question.lat + 0.0001 }],
		["day", { date: "2024-07-01" }],
		["month", { date: "2019-02-03" }],
	] as const)
		it(`gets 404 and costs no model call when its ${what} is not published`, async () => {
			const { status, body } = await harness.ask({ ...question, ...changed });
			expect(status).to.equal(404);
			expect(body).to.include({ error: "not_published" });
			expect(body).to.have.all.keys("error", "message", "request_id");
			expect(harness.gemini.calls).to.deep.equal([]);
		});

	it("is answered about the published numbers, whatever numbers it has", async () => {
		const forged = { ...question, co2: 999, deviation: 500, zscore: 99 };
		const { body } = await harness.ask(forged);
		expect(body).to.include({ cached: false });
		expect(asked(harness)).to.include(
			`XCO2: ${observation.co2.toFixed(2)} ppm`,
		);
		expect(asked(harness)).not.to.include("999");
		const item = await harness.item(cacheKey(question));
		expect(item?.metadata).to.have.nested.property(
			"M.co2.N",
			String(question.co2),
		);
	});

	it("with other numbers gets the cached answer about the published ones", async () => {
		await harness.ask();
		for (const forged of [
			{ ...question, co2: 1 },
			{ ...question, severity: "unknown" as const },
			{ ...question, zscore: -3 },
		]) {
			const { body } = await harness.ask(forged);
			expect(body).to.include({ cached: true, reasoning: "A fire, likely." });
		}
		expect(harness.gemini.calls).to.have.length(1);
	});

	it("about a reprocessed observation replaces the cached answer", async () => {
		const key = cacheKey(question);
		await harness.put({
			cache_key: { S: key },
			reasoning: { S: "About the old value." },
			cached_at: { S: "2024-08-01T00:00:00.000Z" },
			ttl: { N: String(Math.floor(harness.clock.now() / 1000) + 1000) },
			metadata: {
				M: {
					lat: { N: String(question.lat) },
					lon: { N: String(question.lon) },
					date: { S: question.date },
					co2: { N: "400.5" },
					deviation: { N: "1" },
					severity: { S: "low" },
					zscore: { N: "1.1" },
					model: { S: "gemini-3.5-flash-lite" },
				},
			},
		});
		harness.gemini.answers = [geminiAnswers("About the new value.")];
		const { body } = await harness.ask();
		expect(body).to.include({
			cached: false,
			reasoning: "About the new value.",
		});
		const item = await harness.item(key);
		expect(item?.reasoning).to.deep.equal({ S: "About the new value." });
	});

	it("downloads no month again that has not changed", async () => {
		await harness.ask();
		const conditions: unknown[] = [];
		harness.faults = (service, { headers }) => {
			if (service === "s3") conditions.push(headers["if-none-match"]?.[0]);
			return undefined;
		};
		expect((await harness.ask(otherQuestions[0])).status).to.equal(200);
		expect(conditions).to.have.length(1);
		expect(conditions[0]).to.match(/^"\w+"$/);
	});

	it("sees a new file of the month at the next miss", async () => {
		const moved = { ...question, lat: 12.5, lon: 7.25 };
		expect((await harness.ask(moved)).status).to.equal(404);
		harness.faults = (service) =>
			service === "s3"
				? {
						status: 200,
						headers: { etag: ['"new"'], "content-type": ["application/json"] },
						body: Buffer.from(
							JSON.stringify({
								type: "FeatureCollection",
								features: [featureAt(12.5, 7.25)],
							}),
						),
					}
				: undefined;
		expect((await harness.ask(moved)).status).to.equal(200);
	});
});

function featureAt(lat: number, lon: number): AnomalyFeature {
	return {
		type: "Feature",
		geometry: { type: "Point", coordinates: [lon, lat] },
		properties: {
			xco2: observation.co2,
			xco2_uncertainty: observation.uncertainty,
			baseline_mean: observation.baselineMean,
			baseline_std: observation.baselineStd,
			zscore: observation.zscore,
			deviation_ppm: observation.deviation,
			source_file: `oco3_LtCO2_${observation.date.slice(2).replaceAll("-", "")}_B11072Ar_240915220920s.nc4`,
			severity: observation.severity,
			detection_days: 1,
			detection_files: [],
		},
	};
}

describe("With requirePublished off", () => {
	let harness: Harness;
	before(async () => {
		harness = await Harness.start({
			variables: { REQUIRE_PUBLISHED: "false" },
		});
	});
	after(() => harness.stop());

	it("the question's own numbers are explained, and S3 is not called", async () => {
		const own = { ...question, lat: 1, lon: 2, co2: 433.25 };
		const { status, body } = await harness.ask(own);
		expect(status).to.equal(200);
		expect(body).to.include({ cached: false });
		expect(asked(harness)).to.include("XCO2: 433.25 ppm");
		expect(asked(harness)).not.to.include("Baseline:");
		expect(
			harness.awsCalls.filter(({ action }) => action.startsWith("s3:")),
		).to.deep.equal([]);
	});

	it("an answer about other numbers is not served", async () => {
		await harness.ask();
		const { body } = await harness.ask({ ...question, co2: 1 });
		expect(body).to.include({ cached: false });
	});
});
