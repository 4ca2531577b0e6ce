import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../../build/projectRoot.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import {
	changedMonth,
	monthFile,
	withPlace,
	withProperty,
} from "../../support/changedMonth.ts";
import { runCommand } from "../../support/command.ts";

describe("data check", () => {
	const newFolder = temporaryFolders();
	const check = (folder: string, ...options: string[]) =>
		runCommand(dataCommands, ["check", folder, ...options]);
	const checkFiles = (files: Record<string, string | Uint8Array>) =>
		check(fill(newFolder(), files));

	it("finds no problem in the sample", async () => {
		const { status, out } = await check(join(root, "site/data"));
		expect(out).to.equal("3 of 3 months can be published");
		expect(status).to.equal(0);
	});

	for (const [what, text, place, remedy] of [
		[
			"NaN",
			changedMonth().replace(/"zscore":[\d.]+/, '"zscore":NaN'),
			"features[0].properties.zscore",
			/JSON has no such number/,
		],
		[
			"a number written as text",
			withProperty("xco2", "421.5"),
			"features[1].properties.xco2",
			/write the number without quotation marks: 421.5/,
		],
		[
			"latitude and longitude exchanged",
			withPlace(10, 120),
			"features[1].geometry.coordinates[1]",
			/seem to be exchanged/,
		],
		[
			"a longitude beyond 180",
			withPlace(190, 20),
			"features[1].geometry.coordinates[0]",
			/0 to 360; write -170/,
		],
		[
			"two of one place and day",
			changedMonth((second, all) => all.push(structuredClone(second))),
			"features[3].geometry.coordinates",
			/keep one of the two/,
		],
		[
			"a missing value",
			withProperty("severity", undefined),
			"features[1].properties.severity",
			/give the value/,
		],
	] as const)
		it(`names file, feature and field of ${what}`, async () => {
			const { status, out } = await checkFiles({ [monthFile]: text });
			expect(status).to.equal(1);
			expect(out).to.include(`${monthFile}: ${place} is `);
			expect(out).to.match(remedy);
			expect(out).to.match(/0 of 1 months can be published$/);
		});

	it("reports harmless oddities and accepts the month", async () => {
		const { status, out } = await checkFiles({
			[monthFile]: `\ufeff${withPlace(12, 34, 250)}`,
			"anomalies-2024-08.json": "{}",
		});
		expect(status).to.equal(0);
		expect(out).to.match(/byte order mark/);
		expect(out).to.match(/an altitude of 1 features/);
		expect(out).to.match(/rename it to anomalies202408\.geojson/);
		expect(out).to.match(/1 of 1 months can be published$/);
	});

	it("fails when no file has the name of a month", async () => {
		const { status, out } = await checkFiles({ "june.geojson": "{}" });
		expect(status).to.equal(1);
		expect(out).to.match(/0 of 0 months can be published$/);
	});

	it("prints only the report with --json", async () => {
		const folder = fill(newFolder(), {
			[monthFile]: withProperty("xco2", "421.5"),
		});
		const { out } = await check(folder, "--json");
		const { problems, right } = JSON.parse(out);
		expect(right).to.deep.equal([]);
		expect(problems).to.have.length(1);
		expect(problems[0]).to.include({
			file: monthFile,
			feature: 1,
			field: "properties.xco2",
		});
	});

	it("reports in one line a folder without months", async () => {
		const empty = newFolder();
		for (const [folder, remedy] of [
			[empty, /; give a folder with anomaliesYYYYMM\.geojson files$/],
			[join(empty, "none"), /^ENOENT: .*; check the path$/],
		] as const) {
			const { status, log } = await check(folder);
			expect(status).to.equal(1);
			expect(log.split("\n")).to.have.length(1);
			expect(log).to.include(folder);
			expect(log).to.match(remedy);
		}
	});
});
