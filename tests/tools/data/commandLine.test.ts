import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../../build/projectRoot.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import {
	type LooseFeature,
	monthFile,
	withProperty,
} from "../../support/changedMonth.ts";
import { runCommand } from "../../support/command.ts";

describe("data index", () => {
	const newFolder = temporaryFolders();

	it("prints the published index", async () => {
		const folder = newFolder();
		const dir = join(root, "site/data");
		const { out, status } = await runCommand(dataCommands, ["index", dir]);
		expect(status).to.equal(0);
		const { features } = JSON.parse(out);
		expect(
			features.map(({ properties }: LooseFeature) => properties.month),
		).to.deep.equal(["202407", "202410", "202501"]);
		await runCommand(dataCommands, [
			"index",
			dir,
			"--out",
			join(folder, "index.geojson"),
		]);
		expect(
			JSON.parse(readFileSync(join(folder, "index.geojson"), "utf8")).features,
		).to.deep.equal(features);
	});

	it("reports a problem that prevents publishing", async () => {
		const folder = fill(newFolder(), {
			[monthFile]: withProperty("xco2", "421.5"),
		});
		const { status, log } = await runCommand(dataCommands, ["index", folder]);
		expect(status).to.equal(1);
		expect(log).to.match(/features\[1\]\.properties\.xco2 is "421.5"/);
	});
});

describe("A tool's command line", () => {
	const newFolder = temporaryFolders();

	it("refuses unknown arguments in one line with the remedy", async () => {
		const empty = ["sample", "--out", ""];
		for (const [line, command] of [
			[empty, "sample "],
			["chek site/data", ""],
			["check", "check "],
			["check a b", "check "],
			["check a --fixx b", "check "],
			["sample 2024-13", "sample "],
			["upload --local site/data", "upload "],
		] as const) {
			const { status, log } = await runCommand(dataCommands, line);
			expect(status, log).to.equal(1);
			expect(log.split("\n"), log).to.have.length(1);
			const see = `; see npm run tool -- ${command}--help`;
			expect(log.slice(-see.length)).to.equal(see);
		}
	});

	it("reports an output path that cannot be written in one line with the remedy", async () => {
		const out = join(fill(newFolder(), { file: "" }), "file");
		for (const [line, remedy] of [
			[`sample 2024-07 --out ${out}`, /^EEXIST: .*; give another path/],
			[`ingest ${out} --out ${out}`, /^ENOTDIR: .*; check the path: a part/],
		] as const) {
			const { status, log } = await runCommand(dataCommands, line);
			expect(status, line).to.equal(1);
			expect(log.split("\n"), line).to.have.length(1);
			expect(log, line).to.match(remedy);
		}
	});

	it("lists its options with --help", async () => {
		const { status, out } = await runCommand(dataCommands, "check --help");
		expect(status).to.equal(0);
		expect(out).to.include("--fix <out>");
	});
});
