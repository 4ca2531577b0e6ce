/** Tests `cache export` and `cache import` against the embedded table. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import {
	failureItem,
	leaseItem,
} from "../../../functions/reasoning/adapters/items.ts";
import { temporaryFolders } from "../../../local/tests/folders.ts";
import {
	answer,
	keyAt,
	observations,
	stackOfEachTest,
} from "../../support/answerTable.ts";

describe("cache export and cache import", () => {
	const newFolder = temporaryFolders();
	const { stack, replace } = stackOfEachTest();

	it("restore every answer that had not expired unchanged", async () => {
		const file = join(newFolder(), "answers.jsonl");
		const kept = observations.map((_, at) => answer(at));
		await stack().put(...kept);
		const before = await stack().items();
		await stack().put(answer(0, { expires: 1, cachedAt: "2020" }));
		await stack().putItem({
			...before[0],
			cache_key: { S: "expired" },
			ttl: { N: "1" },
		});
		await stack().putItem(
			leaseItem("lease", { owner: "a", until: 1 }, undefined),
		);
		const { status, out } = await stack().run(`export ${file}`);
		expect(status).to.equal(0);
		expect(out).to.equal(`${kept.length} answers are in ${file}`);
		expect(readFileSync(file, "utf8").split("\n")).to.have.length(
			kept.length + 1,
		);
		expect(existsSync(`${file}.partial`)).to.equal(false);
		await replace();
		const imported = await stack().run(`import ${file}`);
		expect(imported.out).to.equal(
			`${kept.length} answers written, 0 were there, 0 expired, 0 left out`,
		);
		expect(await stack().items()).to.deep.equal(before);
		const again = await stack().run(`import ${file}`);
		expect(again.out).to.equal(
			`0 answers written, ${kept.length} were there, 0 expired, 0 left out`,
		);
	});

	it("continue after a stop without losing an answer", async () => {
		const file = join(newFolder(), "answers.jsonl");
		// More than one page of each segment. A page has 1 MB at most.
		const long = "x".repeat(60_000);
		const many = observations.map((_, at) => answer(at, { reasoning: long }));
		await stack().put(...many);
		const stop = new AbortController();
		const first = await stack().run(`export ${file} --segments 2`, {
			signal: stop.signal,
			onLog: () => stop.abort(),
		});
		expect(first.status).to.equal(130);
		expect(existsSync(file)).to.equal(false);
		expect(readdirSync(`${file}.partial`)).to.include("progress.json");
		// A killed process wrote this line but did not save its progress.
		writeFileSync(join(`${file}.partial`, "0.jsonl"), "{half a li", {
			flag: "a",
		});
		const { status } = await stack().run(`export ${file} --segments 2`);
		expect(status).to.equal(0);
		const keys = readFileSync(file, "utf8")
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).key);
		expect(new Set(keys).size).to.equal(many.length);
		expect(keys).to.have.length(many.length);
		// Import reads a file of many megabytes to its end.
		const imported = await stack().run(`import ${file}`);
		expect(imported.out).to.match(
			new RegExp(`^0 answers written, ${many.length} were there`),
		);
	});

	it("overwrite no newer answer and no lease", async () => {
		const file = join(newFolder(), "answers.jsonl");
		await stack().put(answer(0), answer(1), answer(2), answer(3));
		await stack().run(`export ${file}`);
		await replace();
		await stack().put(
			answer(0, { cachedAt: "2026-06-01T00:00:00.000Z", reasoning: "newer" }),
		);
		await stack().put(
			answer(1, { cachedAt: "2025-06-01T00:00:00.000Z", reasoning: "older" }),
		);
		await stack().putItem(
			leaseItem(
				keyAt(2),
				{ owner: "a", until: Date.now() + 60_000 },
				undefined,
			),
		);
		await stack().putItem(
			failureItem(keyAt(3), {
				code: "model_refused",
				reason: "blocked",
				until: Date.now() + 60_000,
				refusals: 1,
			}),
		);
		const { out } = await stack().run(`import ${file}`);
		expect(out).to.match(/^2 answers written, 2 were there/);
		const kept = await stack().table.read([0, 1, 2, 3].map(keyAt));
		expect(kept.get(keyAt(0))?.answer?.reasoning).to.equal("newer");
		expect(kept.get(keyAt(1))?.answer?.reasoning).to.equal(answer(1).reasoning);
		expect(kept.get(keyAt(2))?.lease?.owner).to.equal("a");
		expect(kept.get(keyAt(3))?.answer?.reasoning).to.equal(answer(3).reasoning);
	});

	it("report a line that is not an exported answer and import the rest", async () => {
		const file = join(newFolder(), "answers.jsonl");
		await stack().put(answer(0));
		await stack().run(`export ${file}`);
		writeFileSync(file, "{half\n", { flag: "a" });
		await replace();
		const { status, out, log } = await stack().run(`import ${file}`);
		expect(status).to.equal(1);
		expect(out).to.match(/^1 answers written.* 1 left out$/);
		expect(log).to.match(/Left out: line 2 is no line that was exported/);
	});

	it("use the keys of the target stack", async () => {
		const file = join(newFolder(), "answers.jsonl");
		await stack().put(answer(0));
		await stack().run(`export ${file}`);
		await replace({ reasoningLanguage: "ja" });
		await stack().run(`import ${file}`);
		const [item] = await stack().items();
		expect(item?.cache_key?.S).to.equal(cacheKey(answer(0).observation, "en"));
	});
});
