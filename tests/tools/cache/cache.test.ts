/** The commands of `npm run cache`, against the embedded table and buckets. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	DynamoDBClient,
	PutItemCommand,
	ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import pMap from "p-map";
import { cacheKey } from "../../../contract/cacheKey.ts";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import { observationOf } from "../../../contract/observation.ts";
import {
	entryOf,
	failureItem,
	leaseItem,
} from "../../../functions/reasoning/adapters/items.ts";
import type { StoredAnswer } from "../../../functions/reasoning/ports.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { cacheCommands } from "../../../tools/cache/commands.ts";
import { AnswerTable } from "../../../tools/cache/table.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { type RunOptions, runCommand } from "../../support/command.ts";
import { type LocalStack, startLocalStack } from "../../support/localStack.ts";

const observations = sampleMonth("202407")
	.features.slice(0, 40)
	.map(observationOf);
const future = Math.floor(Date.now() / 1000) + 86_400;

function answer(at: number, more: Partial<StoredAnswer> = {}): StoredAnswer {
	const observation = observations[at];
	if (!observation) throw new RangeError(`no observation ${at}`);
	return {
		reasoning: `A power station, perhaps; “${at}”.`,
		cachedAt: "2026-01-02T03:04:05.678Z",
		observation,
		language: "en",
		model: "gemini-3.5-flash-lite",
		expires: future,
		...more,
	};
}

describe("npm run cache", () => {
	const newFolder = temporaryFolders();
	let stack: LocalStack;
	let client: DynamoDBClient;
	let table: AnswerTable;
	beforeEach(async () => {
		stack = await startLocalStack();
		const { operator, table: tableName } = stack.endpoint;
		client = new DynamoDBClient(operator);
		table = new AnswerTable({ client: operator, tableName });
	});
	afterEach(() => stack.stop());

	const run = (line: string, options: RunOptions = {}) =>
		runCommand(cacheCommands, `${line} --local ${stack.address}`, options);
	const putItem = (Item: PutItemCommand["input"]["Item"]) =>
		client.send(new PutItemCommand({ TableName: stack.endpoint.table, Item }));
	const put = (...answers: StoredAnswer[]) =>
		pMap(
			answers,
			(one) => table.put(cacheKey(one.observation), one, Date.now()),
			{ concurrency: 20 },
		);
	const items = async () => {
		const { Items = [] } = await client.send(
			new ScanCommand({ TableName: stack.endpoint.table }),
		);
		return Items.sort((a, b) =>
			(a.cache_key?.S ?? "") < (b.cache_key?.S ?? "") ? -1 : 1,
		);
	};
	const empty = async () => {
		await stack.stop();
		stack = await startLocalStack();
		const { operator, table: tableName } = stack.endpoint;
		client = new DynamoDBClient(operator);
		table = new AnswerTable({ client: operator, tableName });
	};

	describe("export and import", () => {
		it("restore every answer that had not expired unchanged", async () => {
			const file = join(newFolder(), "answers.jsonl");
			const kept = observations.map((_, at) => answer(at));
			await put(...kept);
			const before = await items();
			await put(answer(0, { expires: 1, cachedAt: "2020" }));
			await putItem({
				...before[0],
				cache_key: { S: "expired" },
				ttl: { N: "1" },
			});
			await putItem(leaseItem("lease", { owner: "a", until: 1 }, undefined));
			const { status, out } = await run(`export ${file}`);
			expect(status).to.equal(0);
			expect(out).to.equal(`${kept.length} answers are in ${file}`);
			expect(readFileSync(file, "utf8").split("\n")).to.have.length(
				kept.length + 1,
			);
			expect(existsSync(`${file}.partial`)).to.equal(false);
			await empty();
			const imported = await run(`import ${file}`);
			expect(imported.out).to.equal(
				`${kept.length} answers written, 0 were there, 0 expired, 0 left out`,
			);
			expect(await items()).to.deep.equal(before);
			const again = await run(`import ${file}`);
			expect(again.out).to.equal(
				`0 answers written, ${kept.length} were there, 0 expired, 0 left out`,
			);
		});

		it("continue after a stop without losing an answer", async () => {
			const file = join(newFolder(), "answers.jsonl");
			// More than one page, which is 1 MB.
			const copies = 10;
			const long = "x".repeat(4000);
			const many = observations.flatMap((observation, at) =>
				Array.from({ length: copies }, (_, copy) =>
					answer(at, {
						reasoning: long,
						observation: {
							...observation,
							lat: observation.lat + copy / 1000,
						},
					}),
				),
			);
			await put(...many);
			const stop = new AbortController();
			const first = await run(`export ${file} --segments 2`, {
				signal: stop.signal,
				onTold: () => stop.abort(),
			});
			expect(first.status).to.equal(130);
			expect(existsSync(file)).to.equal(false);
			expect(readdirSync(`${file}.partial`)).to.include("progress.json");
			// A killed process wrote this line but did not save its progress.
			writeFileSync(join(`${file}.partial`, "0.jsonl"), "{half a li", {
				flag: "a",
			});
			const { status } = await run(`export ${file} --segments 2`);
			expect(status).to.equal(0);
			const keys = readFileSync(file, "utf8")
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line).key);
			expect(new Set(keys).size).to.equal(many.length);
			expect(keys).to.have.length(many.length);
			// Import reads a file of many megabytes to its end.
			const imported = await run(`import ${file}`);
			expect(imported.out).to.match(
				new RegExp(`^0 answers written, ${many.length} were there`),
			);
		});

		it("overwrite no newer answer and no lease", async () => {
			const file = join(newFolder(), "answers.jsonl");
			await put(answer(0), answer(1), answer(2), answer(3));
			await run(`export ${file}`);
			await empty();
			const keyAt = (at: number) => cacheKey(answer(at).observation);
			await put(
				answer(0, { cachedAt: "2026-06-01T00:00:00.000Z", reasoning: "newer" }),
			);
			await put(
				answer(1, { cachedAt: "2025-06-01T00:00:00.000Z", reasoning: "older" }),
			);
			await putItem(
				leaseItem(
					keyAt(2),
					{ owner: "a", until: Date.now() + 60_000 },
					undefined,
				),
			);
			await putItem(
				failureItem(keyAt(3), {
					code: "model_refused",
					reason: "blocked",
					until: Date.now() + 60_000,
					refusals: 1,
				}),
			);
			const { out } = await run(`import ${file}`);
			expect(out).to.match(/^2 answers written, 2 were there/);
			const kept = await table.read([0, 1, 2, 3].map(keyAt));
			expect(kept.get(keyAt(0))?.answer?.reasoning).to.equal("newer");
			expect(kept.get(keyAt(1))?.answer?.reasoning).to.equal(
				answer(1).reasoning,
			);
			expect(kept.get(keyAt(2))?.lease?.owner).to.equal("a");
			expect(kept.get(keyAt(3))?.answer?.reasoning).to.equal(
				answer(3).reasoning,
			);
		});

		it("report a line that is not an exported answer and import the rest", async () => {
			const file = join(newFolder(), "answers.jsonl");
			await put(answer(0));
			await run(`export ${file}`);
			writeFileSync(file, "{half\n", { flag: "a" });
			await empty();
			const { status, out, told } = await run(`import ${file}`);
			expect(status).to.equal(1);
			expect(out).to.match(/^1 answers written.* 1 left out$/);
			expect(told).to.match(/Left out: line 2 is no line that was exported/);
		});

		it("use the keys of the target stack", async () => {
			const file = join(newFolder(), "answers.jsonl");
			await put(answer(0));
			await run(`export ${file}`);
			await stack.stop();
			stack = await startLocalStack({ reasoningLanguage: "ja" });
			client = new DynamoDBClient(stack.endpoint.operator);
			await run(`import ${file}`);
			const [item] = await items();
			expect(item?.cache_key?.S).to.equal(
				cacheKey(answer(0).observation, "en"),
			);
		});
	});

	describe("import of the earlier system's cache", () => {
		const frozen = join(import.meta.dirname, "../../frozen");
		const { features } = JSON.parse(
			readFileSync(join(frozen, "anomalies202308.geojson"), "utf8"),
		) as { features: AnomalyFeature[] };
		const publish = async (months: Record<string, AnomalyFeature[]>) => {
			const s3 = new S3Client(stack.endpoint.operator);
			const { state } =
				stack.endpoint.declarations.resources.find(
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
			const dry = await run(`import ${file} --dry-run`);
			expect(dry.out).to.match(/^2 answers would be written/);
			expect(await items()).to.deep.equal([]);
			const { status, out, told } = await run(`import ${file}`);
			expect(status).to.equal(0);
			expect(out).to.equal(
				"2 answers written, 0 were there, 0 expired, 1 left out",
			);
			expect(told).to.match(
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
			const found = (await items()).map((item) => ({
				key: item.cache_key?.S,
				...entryOf(item).answer,
			}));
			expect(found).to.have.length(2);
			for (const { key, observation } of expected) {
				const one = found.find((other) => other.key === key);
				expect(one?.observation).to.deep.equal(observation);
				expect(one).to.include({ language: "ja", model: "unknown" });
				expect(one?.expires).to.be.closeTo(
					Date.now() / 1000 + 90 * 86_400,
					600,
				);
				expect(one?.cachedAt).to.match(/^2025-10-29T15:\d\d:\d\d\.\d{3}Z$/);
			}
			const again = await run(`import ${file}`);
			expect(again.out).to.match(/^0 answers written, 2 were there/);
		});

		it("reports answers that match no published observation, or one with other values", async () => {
			const [first, second] = structuredClone(features) as [
				AnomalyFeature,
				AnomalyFeature,
			];
			second.properties.xco2 += 1;
			await publish({ "202308": [second] });
			const { out, told } = await run(`import ${join(frozen, "cache.json")}`);
			expect(out).to.match(/^0 answers written.* 3 left out/);
			expect(told).to.match(
				/8604b19d….* is about a place that is not published/,
			);
			expect(told).to.match(
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
			const answers = await run(`import ${join(shared, "phase1-cache.json")}`);
			expect(answers.out).to.match(
				/^1 answers written, 0 were there, 0 expired, 0 left out/,
			);
			const none = await run(
				`import ${join(shared, "phase1-cache-without-key.json")}`,
			);
			expect(none.out).to.match(/^0 answers written.* 2 left out/);
		});

		it("refuses a file that is not a cache in one line", async () => {
			const folder = fill(newFolder(), {
				"empty.json": "",
				"other.json": "[1]\n",
			});
			for (const [file, line] of [
				["empty.json", /is empty/],
				["other.json", /neither what cache export writes nor the cache\.json/],
				["none.json", /cannot be read: ENOENT/],
			] as const) {
				const { status, told } = await run(`import ${join(folder, file)}`);
				expect(status).to.equal(1);
				expect(told).to.match(line);
				expect(told.split("\n")).to.have.length(1);
			}
		});
	});

	describe("stats", () => {
		it("counts answers by month and model, failures and cost", async () => {
			await put(
				answer(0),
				answer(1, { model: "gemini-9", cachedAt: "2025-12-01T00:00:00.000Z" }),
				answer(2, { expires: 1 }),
			);
			await putItem(
				failureItem("f", {
					code: "model_refused",
					reason: "blocked",
					until: 1,
					refusals: 1,
				}),
			);
			await putItem(leaseItem("l", { owner: "a", until: 1 }, undefined));
			const { out } = await run("stats --json");
			const { bytes, ...counted } = JSON.parse(out);
			expect(bytes).to.be.above(500);
			expect(counted).to.deep.equal({
				answers: 2,
				expired: 1,
				failures: 1,
				leases: 1,
				byMonth: { "2024-07": 3 },
				byModel: { "gemini-3.5-flash-lite": 2, "gemini-9": 1 },
				oldest: "2025-12-01T00:00:00.000Z",
				cost: "about 0.00 USD at list prices, without gemini-9 of unknown price",
			});
			expect((await run("stats")).out).to.match(/^Answers +2, and 1 expired/);
		});
	});

	describe("forget", () => {
		const left = async () => (await items()).map((item) => item.cache_key?.S);
		const keyAt = (at: number) => cacheKey(answer(at).observation);

		it("deletes the selected answers after a confirmation", async () => {
			await put(answer(0), answer(1), answer(2, { model: "gemini-9" }));
			const [lat, lon] = [
				answer(0).observation.lat.toFixed(3),
				answer(0).observation.lon.toFixed(3),
			];
			const no = await run(`forget --place ${lat},${lon}`);
			expect(no.questions).to.deep.equal([
				"Forget 1 answers? Each costs a model call when it is asked for again.",
			]);
			expect(no.out).to.equal("0 of 1 answers forgotten");
			expect(await left()).to.have.length(3);
			await run(`forget --place ${lat},${lon}`, { yes: true });
			expect(await left()).to.have.members([keyAt(1), keyAt(2)]);
			await run("forget --model gemini-9 --yes");
			expect(await left()).to.deep.equal([keyAt(1)]);
			expect((await run("forget --month 2024-08 --yes")).out).to.equal(
				"0 of 0 answers forgotten",
			);
			expect(
				(await run("forget --month 2024-07 --yes --dry-run")).out,
			).to.equal("0 of 1 answers forgotten");
			expect(await left()).to.deep.equal([keyAt(1)]);
			await run("forget --month 2024-07 --yes");
			expect(await left()).to.deep.equal([]);
		});

		it("requires a selection", async () => {
			await put(answer(0));
			const { status, told } = await run("forget --yes");
			expect(status).to.equal(1);
			expect(told).to.match(/give --place, --month or --model/);
			expect(await left()).to.have.length(1);
			expect((await run("forget --place 95,0 --yes")).told).to.match(
				/It must be a latitude and a longitude/,
			);
		});
	});

	it("reports in one line that no stack is named or served", async () => {
		const none = await runCommand(cacheCommands, "stats");
		expect(none.told).to.match(/give --stack dev, or --local/);
		await stack.stop();
		const gone = await run("stats");
		expect([none.status, gone.status]).to.deep.equal([1, 1]);
		expect(gone.told).to.match(
			/run npm start, and give its address with --local/,
		);
		stack = await startLocalStack();
	});
});
