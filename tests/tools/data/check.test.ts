import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { root } from "../../../build/projectRoot.ts";
import { readMonths } from "../../../components/storage/months.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { runCommand } from "../../support/command.ts";

const file = "anomalies202407.geojson";

interface Feature {
	geometry: { coordinates: unknown[] };
	properties: Record<string, unknown>;
}

/** Returns four changed features of the sample. */
function month(change: (features: Feature[]) => void = () => {}): string {
	const { type, features } = sampleMonth("202407");
	const some = structuredClone(features.slice(0, 4)) as unknown as Feature[];
	change(some);
	return JSON.stringify({ type, features: some });
}

/** Sets a property of the second feature. */
const withProperty = (name: string, value: unknown) =>
	month(([, feature]) => {
		if (feature) feature.properties[name] = value;
	});
/** Sets the coordinates of the second feature. */
const withPlace = (...coordinates: unknown[]) =>
	month(([, feature]) => {
		if (feature) feature.geometry.coordinates = coordinates;
	});

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
			month().replace(/"zscore":[\d.]+/, '"zscore":NaN'),
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
			month((all) => all.push(structuredClone(all[1]) as Feature)),
			"features[4].geometry.coordinates",
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
			const { status, out } = await checkFiles({ [file]: text });
			expect(status).to.equal(1);
			expect(out).to.include(`${file}: ${place} is `);
			expect(out).to.match(remedy);
			expect(out).to.match(/0 of 1 months can be published$/);
		});

	it("reports harmless oddities and accepts the month", async () => {
		const { status, out } = await checkFiles({
			[file]: `\ufeff${withPlace(12, 34, 250)}`,
			"anomalies-2024-08.json": "{}",
		});
		expect(status).to.equal(0);
		expect(out).to.match(/byte order mark/);
		expect(out).to.match(/an altitude of 1 features/);
		expect(out).to.match(/rename it to anomalies202408\.geojson/);
		expect(out).to.match(/1 of 1 months can be published$/);
	});

	it("prints only the report with --json", async () => {
		const folder = fill(newFolder(), { [file]: withProperty("xco2", "421.5") });
		const { out } = await check(folder, "--json");
		const { problems, right } = JSON.parse(out);
		expect(right).to.deep.equal([]);
		expect(problems).to.have.length(1);
		expect(problems[0]).to.include({
			file,
			feature: 1,
			field: "properties.xco2",
		});
	});

	it("reports in one line a folder without months", async () => {
		const empty = newFolder();
		for (const folder of [empty, join(empty, "none")]) {
			const { status, told } = await check(folder);
			expect(status).to.equal(1);
			expect(told.split("\n")).to.have.length(1);
			expect(told).to.include(folder);
		}
	});
});

describe("data check --fix", () => {
	const newFolder = temporaryFolders();

	async function fix(
		files: Record<string, string | Uint8Array>,
		...options: string[]
	) {
		const folder = fill(newFolder(), files);
		const out = join(folder, "mended");
		const ran = await runCommand(dataCommands, [
			"check",
			folder,
			"--fix",
			out,
			...options,
		]);
		return { ...ran, written: existsSync(out) ? out : undefined };
	}
	const featuresOf = (folder: string | undefined, name = file) =>
		JSON.parse(readFileSync(join(String(folder), name), "utf8"))
			.features as Feature[];

	it("writes repaired months that can be published", async () => {
		const { status, out, written } = await fix({
			[file]: `\ufeff${month((all) => {
				const [first, second, third] = all as [Feature, Feature, Feature];
				first.properties.xco2 = " 421.5 ";
				second.geometry.coordinates = ["190", 20, 250];
				all.push(structuredClone(third));
			})}`,
		});
		expect(status).to.equal(0);
		const features = featuresOf(written);
		expect(features).to.have.length(4);
		expect(features[0]?.properties.xco2).to.equal(421.5);
		expect(features[1]?.geometry.coordinates).to.deep.equal([-170, 20]);
		expect(out).to.match(/a number written as text/);
		expect(out).to.match(/twice/);
		expect(readMonths(String(written)).warnings).to.deep.equal([]);
	});

	it("writes a correct month unchanged", async () => {
		const text = month();
		const { written } = await fix({ [file]: gzipSync(text) });
		expect(readFileSync(join(String(written), file), "utf8")).to.equal(text);
	});

	it("renames a file when all features are of the same month", async () => {
		const { written } = await fix({ "anomalies_2024-07 (1).json": month() });
		expect(readdirSync(String(written))).to.deep.equal([file]);
	});

	for (const [what, left, text] of [
		["a swapped place", 3, withPlace(10, 120)],
		["NaN", 3, month().replace(/"zscore":[\d.]+/, '"zscore":NaN')],
		[
			"two values of one place and day",
			4,
			month((all) => {
				const copy = structuredClone(all[1]) as Feature;
				copy.properties.xco2 = 400;
				all.push(copy);
			}),
		],
	] as const)
		it(`does not guess about ${what}, and leaves it out with --leave-out`, async () => {
			const alone = await fix({ [file]: text });
			expect(alone.status).to.equal(1);
			expect(alone.written).to.equal(undefined);
			const { status, out, written } = await fix(
				{ [file]: text },
				"--leave-out",
			);
			expect(status).to.equal(0);
			expect(out).to.match(/1 × left out/);
			expect(featuresOf(written)).to.have.length(left);
		});

	it("writes nothing in a dry run and never over the input folder", async () => {
		const { status, written } = await fix({ [file]: month() }, "--dry-run");
		expect(status).to.equal(0);
		expect(written).to.equal(undefined);
		const folder = fill(newFolder(), { [file]: month() });
		const same = await runCommand(dataCommands, [
			"check",
			folder,
			"--fix",
			folder,
		]);
		expect(same.status).to.equal(1);
		expect(same.told).to.match(/is the folder itself; name another/);
	});
});

describe("data index", () => {
	const newFolder = temporaryFolders();

	it("prints the published index", async () => {
		const folder = newFolder();
		const dir = join(root, "site/data");
		const { out, status } = await runCommand(dataCommands, ["index", dir]);
		expect(status).to.equal(0);
		const { features } = JSON.parse(out);
		expect(
			features.map(({ properties }: Feature) => properties.month),
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
		const folder = fill(newFolder(), { [file]: withProperty("xco2", "421.5") });
		const { status, told } = await runCommand(dataCommands, ["index", folder]);
		expect(status).to.equal(1);
		expect(told).to.match(/features\[1\]\.properties\.xco2 is "421.5"/);
	});
});

describe("A tool's command line", () => {
	it("refuses unknown arguments in one line with the remedy", async () => {
		for (const line of [
			"chek site/data",
			"check",
			"check a b",
			"check a --fixx b",
			"sample 2024-13",
		]) {
			const { status, told } = await runCommand(dataCommands, line);
			expect(status, line).to.equal(1);
			expect(told.split("\n"), line).to.have.length(1);
			expect(told, line).to.match(/--help has what there is$/);
		}
	});

	it("lists its options with --help", async () => {
		const { status, out } = await runCommand(dataCommands, "check --help");
		expect(status).to.equal(0);
		expect(out).to.include("--fix <out>");
	});
});
