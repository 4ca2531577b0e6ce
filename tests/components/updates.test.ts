import {
	cpSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { program } from "../support/program.ts";

/** The changes of an update from one configuration to another, one line per resource. */
async function update(
	stack: string,
	to: Record<string, string>,
	from: Record<string, string> = {},
): Promise<string[]> {
	const inputs = async (config: Record<string, string>) => {
		const { resources } = await program(stack, config);
		return new Map(
			resources.map(({ name, type, inputs }) => [
				`${name} ${type}`,
				JSON.stringify(inputs),
			]),
		);
	};
	const before = await inputs(from);
	const after = await inputs(to);
	const touched = (names: Iterable<string>, what: string) =>
		[...names].map((name) => `${what} ${name.split(" ")[0]}`);
	return [
		...touched(
			[...after.keys()].filter((name) => !before.has(name)),
			"create",
		),
		...touched(
			[...after].flatMap(([name, now]) =>
				before.has(name) && before.get(name) !== now ? [name] : [],
			),
			"update",
		),
		...touched(
			[...before.keys()].filter((name) => !after.has(name)),
			"delete",
		),
	].sort();
}

describe("An update", () => {
	const release = (newVersionWeight: number) => ({
		release: JSON.stringify({ stableVersion: "7", newVersionWeight }),
	});

	for (const stack of ["dev", "prod"])
		it(`of a release moves the alias of ${stack}, and nothing else`, async () => {
			const alias = ["update lambda-live"];
			expect(await update(stack, release(0.1))).to.deep.equal(alias);
			expect(await update(stack, release(0), release(0.1))).to.deep.equal(
				alias,
			);
		});

	it("of the memory or the language creates a version of the function", async () => {
		const version = ["update lambda-reasoning"];
		expect(await update("dev", { lambdaMemoryMb: "1024" })).to.deep.equal(
			version,
		);
		expect(await update("dev", { reasoningLanguage: "ja" })).to.deep.equal(
			version,
		);
	});

	it("of the Gemini key replaces only the secret's version", async () => {
		expect(await update("prod", { geminiKey: "another-key" })).to.deep.equal([
			"update base-gemini-key-version",
		]);
	});

	it("of the months adds the new one and lists it", async () => {
		const dataDir = mkdtempSync(join(tmpdir(), "updates-"));
		try {
			cpSync(join(root, "site/data"), dataDir, { recursive: true });
			const month = readFileSync(
				join(dataDir, "anomalies202407.geojson"),
				"utf8",
			);
			writeFileSync(
				join(dataDir, "anomalies202408.geojson"),
				month.replaceAll("_2407", "_2408"),
			);
			expect(await update("prod", { dataDir })).to.deep.equal([
				"create storage-anomalies202408.geojson",
				"create storage-anomalies202408.geojson.br",
				"create storage-anomalies202408.geojson.gz",
				"update storage-index.geojson",
			]);
		} finally {
			rmSync(dataDir, { recursive: true });
		}
	});

	const own = { domainName: "map.example.com", hostedZoneId: "Z0123" };
	const lasting =
		/^(create|delete) (storage-(cache|data)|frontend-distribution|api-rest|lambda-(reasoning|live))$/;
	for (const [what, to] of [
		["the firewall", { wafEnabled: "true" }],
		["the audit trail", { auditTrail: "true" }],
		["an own domain", own],
		["protection", { protectData: "true" }],
		["warm environments", { provisionedConcurrency: "1" }],
	] as const)
		it(`that adds or removes ${what} does not change address, data and function`, async () => {
			const there = await update("dev", to);
			const back = await update("dev", {}, to);
			expect(there.length).to.be.greaterThan(0);
			expect(
				[...there, ...back].filter((line) => lasting.test(line)),
			).to.deep.equal([]);
		});

	it("from another clone is empty: no input contains a path of this machine", async () => {
		const { resources } = await program("prod");
		for (const { name, inputs } of resources)
			expect(JSON.stringify(inputs), name).not.to.include(root);
	});
});
