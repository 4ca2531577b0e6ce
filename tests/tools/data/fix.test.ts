import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { readMonths } from "../../../components/storage/months.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import {
	changedMonth,
	type LooseFeature,
	monthFile,
	withPlace,
} from "../../support/changedMonth.ts";
import { runCommand } from "../../support/command.ts";

describe("data check --fix", () => {
	const newFolder = temporaryFolders();

	async function fix(
		files: Record<string, string | Uint8Array>,
		...options: string[]
	) {
		const folder = fill(newFolder(), files);
		const out = join(folder, "fixed");
		const ran = await runCommand(dataCommands, [
			"check",
			folder,
			"--fix",
			out,
			...options,
		]);
		return { ...ran, written: existsSync(out) ? out : undefined };
	}
	const featuresOf = (folder: string | undefined, name = monthFile) =>
		JSON.parse(readFileSync(join(String(folder), name), "utf8"))
			.features as LooseFeature[];

	it("writes repaired months that can be published", async () => {
		const { status, out, written } = await fix({
			[monthFile]: `\ufeff${changedMonth((_, all) => {
				const [first, second, third] = all as [
					LooseFeature,
					LooseFeature,
					LooseFeature,
				];
				first.properties.xco2 = " 421.5 ";
				second.geometry.coordinates = ["190", 20, 250];
				all.push(structuredClone(third));
			})}`,
		});
		expect(status).to.equal(0);
		const features = featuresOf(written);
		expect(features).to.have.length(3);
		expect(features[0]?.properties.xco2).to.equal(421.5);
		expect(features[1]?.geometry.coordinates).to.deep.equal([-170, 20]);
		expect(out).to.match(/a number written as text/);
		expect(out).to.match(/twice/);
		expect(readMonths(String(written)).warnings).to.deep.equal([]);
	});

	it("writes a correct month unchanged", async () => {
		const text = changedMonth();
		const { written } = await fix({ [monthFile]: gzipSync(text) });
		expect(readFileSync(join(String(written), monthFile), "utf8")).to.equal(
			text,
		);
	});

	it("renames a file when all features are of the same month", async () => {
		const { written } = await fix({
			"anomalies_2024-07 (1).json": changedMonth(),
		});
		expect(readdirSync(String(written))).to.deep.equal([monthFile]);
	});

	for (const [what, left, text] of [
		["a swapped place", 2, withPlace(10, 120)],
		["NaN", 2, changedMonth().replace(/"zscore":[\d.]+/, '"zscore":NaN')],
		[
			"two values of one place and day",
			3,
			changedMonth((_, all) => {
				const copy = structuredClone(all[1]) as LooseFeature;
				copy.properties.xco2 = 400;
				all.push(copy);
			}),
		],
	] as const)
		it(`does not guess about ${what}, and leaves it out with --leave-out`, async () => {
			const alone = await fix({ [monthFile]: text });
			expect(alone.status).to.equal(1);
			expect(alone.written).to.equal(undefined);
			const { status, out, written } = await fix(
				{ [monthFile]: text },
				"--leave-out",
			);
			expect(status).to.equal(0);
			expect(out).to.match(/1 × left out/);
			expect(featuresOf(written)).to.have.length(left);
		});

	it("writes nothing in a dry run and never over the input folder", async () => {
		const { status, written } = await fix(
			{ [monthFile]: changedMonth() },
			"--dry-run",
		);
		expect(status).to.equal(0);
		expect(written).to.equal(undefined);
		const folder = fill(newFolder(), { [monthFile]: changedMonth() });
		const same = await runCommand(dataCommands, [
			"check",
			folder,
			"--fix",
			folder,
		]);
		expect(same.status).to.equal(1);
		expect(same.log).to.match(/is the folder itself; name another/);
	});
});
