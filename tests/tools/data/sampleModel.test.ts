import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../../build/projectRoot.ts";
import { monthOfAnomalies } from "../../../contract/month.ts";
import { type AnomalyFeature, granule } from "../../../contract/observation.ts";
import { temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { runCommand } from "../../support/command.ts";

const committed = join(root, "site/data");

describe("The sample months", () => {
	const newFolder = temporaryFolders();

	it("equal the output of the tool byte for byte", async () => {
		const folder = newFolder();
		await runCommand(dataCommands, "sample", { folder });
		const written = readdirSync(join(folder, "site/data"));
		expect(written).to.deep.equal(readdirSync(committed));
		for (const file of written)
			expect(
				readFileSync(join(folder, "site/data", file)).equals(
					readFileSync(join(committed, file)),
				),
				`${file} is not what npm run data -- sample writes`,
			).to.equal(true);
	});

	it("are the source of the figure in docs/data.md", async () => {
		const folder = newFolder();
		await runCommand(dataCommands, "figure data.svg", { folder });
		const kept = readFileSync(join(root, "docs/data.svg"), "utf8");
		expect(
			readFileSync(join(folder, "data.svg"), "utf8") === kept,
			"docs/data.svg is not what npm run data -- figure writes",
		).to.equal(true);
	});
});

describe("The model of the sample months", () => {
	// Every month of four years: a leap year, every season, every length.
	const names = Array.from(
		{ length: 48 },
		(_, at) =>
			`${2022 + Math.floor(at / 12)}${String((at % 12) + 1).padStart(2, "0")}`,
	);
	const months = new Map(names.map((name) => [name, sampleMonth(name)]));
	const all = [...months].flatMap(([name, { features }]) =>
		features.map(({ geometry, properties }) => ({
			name,
			place: geometry.coordinates,
			...properties,
		})),
	);
	type Sample = (typeof all)[number];

	/** Returns the samples that fail a condition. */
	const against = (holds: (sample: Sample) => boolean) =>
		all.filter((sample) => !holds(sample));

	it("returns the same data for the same month and other data for another month", () => {
		expect(sampleMonth("202407")).to.deep.equal(months.get("202407"));
		const first = names.map((name) => months.get(name)?.features[0]);
		const places = first.map((feature) =>
			String(feature?.geometry.coordinates),
		);
		expect(new Set(places).size).to.equal(names.length);
	});

	it("follows the contract of published months", () => {
		for (const month of months.values())
			expect(monthOfAnomalies().parse(month)).to.deep.equal(month);
	});

	it("marks each file name as synthetic, with a day of its month", () => {
		const isOfMonth = (name: string) => (file: string) => {
			const from = granule(file);
			return (
				from?.synthetic === true &&
				from.date.slice(0, 7).replace("-", "") === name
			);
		};
		expect(
			against(({ name, source_file, detection_files }) =>
				[source_file, ...detection_files].every(isOfMonth(name)),
			),
		).to.deep.equal([]);
	});

	it("has one file per detection day, of one satellite, in order", () => {
		expect(
			against(({ source_file, detection_days, detection_files }) => {
				const sorted = [...new Set(detection_files)].sort();
				return (
					detection_days === detection_files.length &&
					String(sorted) === String(detection_files) &&
					detection_files.includes(source_file) &&
					detection_files.every(
						(file) => file.slice(0, 5) === source_file.slice(0, 5),
					)
				);
			}),
		).to.deep.equal([]);
	});

	it("derives deviation, z-score and severity consistently", () => {
		const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;
		expect(
			against(
				({ xco2, baseline_mean, baseline_std, deviation_ppm, zscore }) =>
					near(deviation_ppm, xco2 - baseline_mean) &&
					near(zscore, deviation_ppm / baseline_std),
			),
		).to.deep.equal([]);
		expect(
			against(
				({ zscore, severity }) =>
					zscore >= 1 &&
					severity === (zscore >= 5 ? "high" : zscore >= 2 ? "medium" : "low"),
			),
		).to.deep.equal([]);
		expect(new Set(all.map(({ severity }) => severity))).to.have.all.keys(
			"high",
			"medium",
			"low",
		);
	});

	it("states its thresholds and its minimum number of days", () => {
		const { thresholds, least_detection_days: least = 0 } =
			sampleMonth("202407").method ?? {};
		const { low = 0, medium = 0, high = 0 } = thresholds ?? {};
		const severityOf = (zscore: number) =>
			zscore >= high ? "high" : zscore >= medium ? "medium" : "low";
		expect(
			against(
				({ zscore, severity, detection_days }) =>
					zscore >= low &&
					severity === severityOf(zscore) &&
					detection_days >= least,
			),
		).to.deep.equal([]);
		expect([low, least].every((limit) => limit > 0)).to.equal(true);
	});

	it("stays in the real range of XCO2 of these years", () => {
		expect(
			against(
				({ baseline_mean, xco2 }) =>
					baseline_mean > 410 && baseline_mean < 440 && xco2 < 460,
			),
		).to.deep.equal([]);
		const mean = (name: string) => {
			const values = all
				.filter((sample) => sample.name === name)
				.map(({ baseline_mean }) => baseline_mean);
			return values.reduce((sum, value) => sum + value, 0) / values.length;
		};
		// XCO2 rises by 2.5 ppm per year. Most sources are in the north, where it peaks in May.
		expect(mean("202505") - mean("202205")).to.be.closeTo(7.5, 1);
		expect(mean("202405")).to.be.above(mean("202409"));
	});

	it("has fires only in their season", () => {
		const near = (lat: number, lon: number) => (feature: AnomalyFeature) => {
			const [east, north] = feature.geometry.coordinates;
			return Math.hypot(east - lon, north - lat) < 4;
		};
		const burning = (lat: number, lon: number) =>
			names
				.filter((name) => name.startsWith("2024"))
				.filter((name) => months.get(name)?.features.some(near(lat, lon)))
				.map((name) => Number(name.slice(4)));
		// British Columbia, and the Sahel, where the season includes the new year.
		expect(burning(53, -120)).to.deep.equal([5, 6, 7, 8, 9]);
		expect(burning(8.5, 20)).to.deep.equal([1, 2, 11, 12]);
	});

	it("repeats no question: place and day differ", () => {
		const keys = all.map(({ place, source_file }) =>
			[...place, source_file.slice(0, 18)].join(),
		);
		expect(new Set(keys).size).to.equal(keys.length);
	});

	it("sorts by descending z-score", () => {
		for (const { features } of months.values()) {
			const scores = features.map(({ properties }) => properties.zscore);
			expect(scores).to.deep.equal([...scores].sort((a, b) => b - a));
		}
	});
});
