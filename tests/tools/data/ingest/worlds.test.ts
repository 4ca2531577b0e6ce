import { expect } from "chai";
import { anomaliesOf } from "../../../../tools/data/ingest/anomalies.ts";
import { backgroundOf } from "../../../../tools/data/ingest/background.ts";
import { cellAt, cellDaysOf } from "../../../../tools/data/ingest/cellDays.ts";
import { makeMonth } from "../../../../tools/data/ingest/months.ts";
import { defaults } from "../../../../tools/data/ingest/parameters.ts";
import type { KeptFile } from "../../../../tools/data/ingest/state.ts";
import { liteName } from "../../../support/liteFiles.ts";
import { isThorough } from "../../../support/thorough.ts";
import { type World, worldOf } from "../../../support/world.ts";

const options = { parameters: defaults, licence: "CC0-1.0" };

/** Makes the last June of a world without files. */
function juneOf({ days }: World, limit?: number) {
	const files = days.map(({ date, soundings }) => ({
		...cellDaysOf(soundings, defaults),
		source: liteName(2, date),
		size: 1,
	}));
	const last = days.at(-1)?.date.slice(0, 4);
	return makeMonth(`${last}06`, files, {
		...options,
		parameters: { ...defaults, ...(limit && { limit }) },
	});
}

describe("The method, in random worlds", () => {
	it("finds exactly the planted anomalies", () => {
		const worlds = isThorough ? 100 : 20;
		let [planted, found, right] = [0, 0, 0];
		for (let seed = 1; seed <= worlds; seed++) {
			const world = worldOf({ seed, years: [2021, 2022, 2023] });
			const { features } = juneOf(world);
			const cells = features.map(({ geometry }) => {
				const [lon, lat] = geometry.coordinates;
				return cellAt(lat, lon, 1);
			});
			planted += world.planted.size;
			found += cells.length;
			right += cells.filter((cell) => world.planted.has(cell)).length;
		}
		const [precision, recall] = [right / found, right / planted];
		expect(planted).to.equal(5 * worlds);
		expect(precision, "precision").to.be.at.least(0.98);
		expect(recall, "recall").to.be.at.least(0.99);
	});

	it("reports no anomaly for the yearly rise, with or without other years", () => {
		for (const years of [[2023], [2015, 2019, 2023]]) {
			const world = worldOf({ seed: 7, years, anomalies: 0, flashes: 0 });
			expect(juneOf(world).features).to.deep.equal([]);
		}
	});

	it("states its parameters in the months", () => {
		const { method } = juneOf(worldOf({ seed: 7, years: [2021, 2022, 2023] }));
		expect(method?.reference_window).to.equal("the same month of 2021, 2022");
		expect(method?.reference_area).to.include("10.3390/rs11070850");
		expect(method?.thresholds).to.deep.equal({ low: 3, medium: 4, high: 6 });
		expect(method).to.include({
			product: "OCO2_L2_Lite_FP",
			product_version: "B11072Ar",
			quality_filter:
				"xco2_quality_flag = 0; 5 soundings or more in a cell and a day",
			least_detection_days: 2,
			licence: "CC0-1.0",
			files: 3,
		});
		expect(method?.soundings).to.be.above(1000);
		expect(method?.software).to.match(/^co2-anomaly-map \d+\.\d+\.\d+, /);
		const alone = juneOf(worldOf({ seed: 7, years: [2023] }));
		expect(alone.method?.reference_window).to.match(/^the month itself/);
	});

	it("leaves out the weakest anomalies only when it is asked to", () => {
		const world = worldOf({ seed: 7, years: [2021, 2022, 2023] });
		const all = juneOf(world);
		expect(all.features).to.have.lengthOf.above(2);
		expect(all.method).not.to.have.property("count_limit");
		const two = juneOf(world, 2);
		expect(two.features).to.deep.equal(all.features.slice(0, 2));
		expect(two.method?.count_limit).to.equal(2);
	});

	it("fills each property as the contract defines it", () => {
		const world = worldOf({ seed: 3, years: [2022, 2023] });
		const { features } = juneOf(world);
		expect(features).not.to.have.length(0);
		for (const { geometry, properties } of features) {
			const { xco2, baseline_mean, baseline_std, zscore, deviation_ppm } =
				properties;
			expect(deviation_ppm).to.equal(xco2 - baseline_mean);
			expect(zscore).to.equal(deviation_ppm / baseline_std);
			const { detection_files, source_file, detection_days } = properties;
			expect(detection_files).to.include(source_file);
			expect(detection_days).to.equal(new Set(detection_files).size);
			// The place and values are from one sounding of the day.
			const { soundings } = world.days.find(
				({ date }) => liteName(2, date) === source_file,
			) as World["days"][number];
			const [lon, lat] = geometry.coordinates;
			const own = [...soundings.xco2.keys()].filter(
				(row) =>
					soundings.xco2[row] === xco2 &&
					soundings.latitude[row] === lat &&
					soundings.longitude[row] === lon,
			);
			expect(own).to.have.length(1);
			expect(soundings.quality[own[0] as number]).to.equal(0);
		}
	});
});

describe("The background", () => {
	it("is the median of a band at its centre and linear between two centres", () => {
		const latitude = Float32Array.from({ length: 60 }, (_, at) =>
			at % 2 ? 5 : 15,
		);
		const xco2 = latitude.map((degrees, at) =>
			at < 4 ? 999 : degrees === 5 ? 410 : 420,
		);
		const background = backgroundOf({ latitude, xco2 }, defaults);
		expect([5, 7.5, 10, 15].map(background)).to.deep.equal([
			410, 412.5, 415, 420,
		]);
		// It is constant beyond the outermost centres, and NaN without any band.
		expect([1, 19].map(background)).to.deep.equal([410, 420]);
		expect(background(-5)).to.be.NaN;
	});

	it("ignores a band with too few soundings", () => {
		const few = defaults.leastBandSoundings - 1;
		const latitude = new Float32Array(few).fill(5);
		const xco2 = new Float32Array(few).fill(410);
		expect(backgroundOf({ latitude, xco2 }, defaults)(5)).to.be.NaN;
	});
});

describe("An anomaly", () => {
	/** Returns the anomaly of the first cell. The departures are in ppm: of that cell in June 2023, and of all cells in June 2022. */
	const of = (days: number[], reference: number[][]) => {
		const kept = (departures: number[], date: string): KeptFile => ({
			source: liteName(3, date),
			size: 1,
			used: 1,
			days: {
				cell: Uint32Array.from(departures, (_, at) => cellAt(0.5, at + 0.5, 1)),
				latitude: new Float32Array(departures.length).fill(0.5),
				longitude: Float32Array.from(departures, (_, at) => at + 0.5),
				xco2: Float32Array.from(departures, (departure) => 410 + departure),
				uncertainty: new Float32Array(departures.length),
				background: new Float32Array(departures.length).fill(410),
			},
		});
		const own = days.map((departure, at) =>
			kept([departure], `2023-06-0${at + 1}`),
		);
		const years = reference.map((departures, at) =>
			kept(departures, `2022-06-${String(at + 1).padStart(2, "0")}`),
		);
		return anomaliesOf(
			{ own, reference: years },
			{ ...defaults, leastReference: 4 },
		)[0]?.properties;
	};

	it("uses the spread of a cell with enough days, otherwise the band's, and never less than the limit", () => {
		// The cell's own departures have the median 0 and the median absolute deviation 1.
		const wide = of([9, 8], [[-1], [0], [1], [4]]);
		expect(wide?.baseline_std).to.equal(Math.fround(1.4826));
		expect(wide).to.include({
			severity: "high",
			detection_days: 2,
			deviation_ppm: 9,
		});
		// Three days are too few, so the other cell of the band counts too.
		const band = of(
			[20, 19],
			[
				[1, -1],
				[1, -1],
				[3, -3],
			],
		);
		expect(band?.baseline_std).to.equal(Math.fround(2 * 1.4826));
		const calm = of(
			[9, 8],
			[
				[0, 0.1],
				[0, 0],
				[0, 0],
			],
		);
		expect(calm?.baseline_std).to.equal(defaults.leastSpread);
	});

	it("needs more than one day, and two days at the threshold", () => {
		expect(of([9, 1], [[0], [0]])).to.equal(undefined);
		expect(of([1.4, 1.4], [[0], [0]])).to.equal(undefined);
		expect(of([1.6, 1.6], [[0], [0]])?.severity).to.equal("low");
		expect(of([2.1, 2.1], [[0], [0]])?.severity).to.equal("medium");
	});
});
