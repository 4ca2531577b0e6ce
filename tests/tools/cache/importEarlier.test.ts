/** Tests `cache import` with the cache of the earlier Flask system. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import { observationOf } from "../../../contract/observation.ts";
import { entryOf } from "../../../functions/reasoning/adapters/items.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { stackOfEachTest } from "../../support/answerTable.ts";

describe("cache import of the earlier system's cache", () => {
	const newFolder = temporaryFolders();
	const { stack } = stackOfEachTest();
	const frozen = join(import.meta.dirname, "../../frozen");
	const { features } = JSON.parse(
		readFileSync(join(frozen, "anomalies202308.geojson"), "utf8"),
	) as { features: AnomalyFeature[] };
	const publish = async (months: Record<string, AnomalyFeature[]>) => {
		const s3 = new S3Client(stack().endpoint.operator);
		const { state } =
			stack().endpoint.declarations.resources.find(
				({ name }) => name === "storage-data",
			) ?? {};
		const store = (Key: string, content: unknown) =>
			s3.send(
				new PutObjectCommand({
					Bucket: String(state?.bucket),
					Key,
					Body: JSON.stringify(content),
				}),
			);
		for (const [month, features] of Object.entries(months))
			await store(`anomalies${month}.geojson`, {
				type: "FeatureCollection",
				features,
			});
		await store("index.geojson", {
			type: "FeatureCollection",
			features: Object.keys(months).map((month) => ({
				type: "Feature",
				geometry: null,
				properties: { month },
			})),
		});
	};

	it("matches each answer by place and values and leaves out invalid entries", async () => {
		await publish({ "202308": features });
		const file = join(frozen, "cache.json");
		const dry = await stack().run(`import ${file} --dry-run`);
		expect(dry.out).to.match(/^2 answers would be written/);
		expect(await stack().items()).to.deep.equal([]);
		const { status, out, log } = await stack().run(`import ${file}`);
		expect(status).to.equal(0);
		expect(out).to.equal(
			"2 answers written, 0 were there, 0 expired, 1 left out",
		);
		expect(log).to.match(
			/Left out: b8b446f9… at -17\.7\d*, 178\.9\d* is no answer: "API Keyが設定されていません。"/,
		);
		const expected = features.slice(0, 2).map((feature) => {
			const {
				satellite: _,
				uncertainty: _u,
				baselineMean: _m,
				baselineStd: _s,
				detectionDays: _d,
				...observation
			} = observationOf(feature);
			return { key: cacheKey(observation, "ja"), observation };
		});
		const found = (await stack().items()).map((item) => ({
			key: item.cache_key?.S,
			...entryOf(item).answer,
		}));
		expect(found).to.have.length(2);
		for (const { key, observation } of expected) {
			const one = found.find((other) => other.key === key);
			expect(one?.observation).to.deep.equal(observation);
			expect(one).to.include({ language: "ja", model: "unknown" });
			expect(one?.expires).to.be.closeTo(Date.now() / 1000 + 90 * 86_400, 600);
			expect(one?.cachedAt).to.match(/^2025-10-29T15:\d\d:\d\d\.\d{3}Z$/);
		}
		const again = await stack().run(`import ${file}`);
		expect(again.out).to.match(/^0 answers written, 2 were there/);
	});

	it("reports answers that match no published observation, or one with other values", async () => {
		const [first, second] = structuredClone(features) as [
			AnomalyFeature,
			AnomalyFeature,
		];
		second.properties.xco2 += 1;
		await publish({ "202308": [second] });
		const { out, log } = await stack().run(
			`import ${join(frozen, "cache.json")}`,
		);
		expect(out).to.match(/^0 answers written.* 3 left out/);
		expect(log).to.match(/8604b19d….* is about a place that is not published/);
		expect(log).to.match(
			/6db49b2a….* is about other numbers than are published there/,
		);
		expect(first.properties.severity).to.equal("high");
	});

	// Real entries on the developer's machine; they are not part of the project.
	const shared = join(import.meta.dirname, "../../../../shared/data");
	it("imports a real cache of the earlier system", async function () {
		if (!existsSync(join(shared, "phase1-cache.json"))) this.skip();
		const months = Object.fromEntries(
			readdirSync(join(shared, "geojson")).map((file) => [
				file.slice(9, 15),
				JSON.parse(readFileSync(join(shared, "geojson", file), "utf8"))
					.features,
			]),
		);
		await publish(months);
		const answers = await stack().run(
			`import ${join(shared, "phase1-cache.json")}`,
		);
		expect(answers.out).to.match(
			/^1 answers written, 0 were there, 0 expired, 0 left out/,
		);
		const none = await stack().run(
			`import ${join(shared, "phase1-cache-without-key.json")}`,
		);
		expect(none.out).to.match(/^0 answers written.* 2 left out/);
	});

	it("refuses a file that is not a cache in one line", async () => {
		const folder = fill(newFolder(), {
			"empty.json": "",
			"other.json": "[1]\n",
			"month.json": '{"type": "FeatureCollection", "features": []}',
		});
		for (const [file, line] of [
			["empty.json", /is empty/],
			["other.json", /neither what cache export writes nor the cache\.json/],
			["month.json", /neither what cache export writes nor the cache\.json/],
			["none.json", /^ENOENT: .*none\.json'; check the path$/],
		] as const) {
			const { status, log } = await stack().run(`import ${join(folder, file)}`);
			expect(status).to.equal(1);
			expect(log).to.match(line);
			expect(log.split("\n")).to.have.length(1);
		}
	});
});
