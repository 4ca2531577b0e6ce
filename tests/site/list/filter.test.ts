import { expect } from "chai";
import { severities } from "../../../contract/fields.ts";
import { distanceKm } from "../../../site/list/distance.ts";
import {
	type Filter,
	isFiltering,
	noFilter,
	rowsOf,
	type Search,
} from "../../../site/list/filter.ts";
import type { Month } from "../../../site/months/index.ts";

/** Three anomalies; rows are sorted by the size of the z-score, as a loaded month's are. */
const month = {
	count: 3,
	lat: Float64Array.of(0, 10, 60),
	lon: Float64Array.of(179.5, 20, 30),
	zscore: Float64Array.of(-6, 4, 1.5),
	deviation: Float64Array.of(-9, 3, 5),
	uncertainty: Float64Array.of(0.5, 1.2, 0.9),
	days: Uint16Array.of(3, 9, 5),
	severity: Uint8Array.of(2, 1, 0),
	co2: Float64Array.of(410, 420, 430),
} as unknown as Month;
const names = ["Kiribati", "Chad", "Åland"];
const everywhere: Search = {
	near: undefined,
	matches: undefined,
	name: (row) => names[row] ?? "",
};

const rows = (changes: Partial<Filter>, search: Partial<Search> = {}) =>
	rowsOf(month, { ...noFilter, ...changes }, { ...everywhere, ...search });

describe("The rows of the list", () => {
	it("are sorted by z-score with its sign", () => {
		expect(rows({})).to.deep.equal([1, 2, 0]);
		expect(rows({ ascending: true })).to.deep.equal([0, 2, 1]);
	});

	for (const [sort, expected] of [
		["deviation", [2, 1, 0]],
		["uncertainty", [1, 2, 0]],
		["days", [1, 2, 0]],
		["severity", [0, 1, 2]],
		["place", [2, 1, 0]],
	] as const)
		it(`are sorted by ${sort}`, () => {
			expect(rows({ sort })).to.deep.equal(expected);
		});

	for (const [filter, expected] of [
		[{ minZscore: 1.5 }, [1, 2]],
		[{ minDeviation: 4 }, [2]],
		[{ minDays: 5 }, [1, 2]],
		[{ maxUncertainty: 0.9 }, [2, 0]],
		[{ severities: ["high", "low"] }, [2, 0]],
		[{ severities: ["unknown"] }, []],
	] as const)
		it(`are filtered by ${JSON.stringify(filter)}`, () => {
			expect(rows(filter as Partial<Filter>)).to.deep.equal(expected);
			expect(
				isFiltering({ ...noFilter, ...(filter as Partial<Filter>) }),
			).to.equal(true);
		});

	it("are filtered by the name of a place", () => {
		expect(rows({}, { matches: (row) => row === 2 })).to.deep.equal([2]);
	});

	it("are those near coordinates, the nearest first, across the antimeridian", () => {
		const near = { lat: 0, lon: -179.5 };
		expect(rows({ sort: "distance" }, { near })).to.deep.equal([0]);
		expect(
			rows({ sort: "distance" }, { near: { lat: 0, lon: 0 } }),
		).to.deep.equal([]);
	});

	it("are all rows if there is no filter", () => {
		expect(isFiltering(noFilter)).to.equal(false);
		expect(isFiltering({ ...noFilter, search: "  " })).to.equal(false);
	});

	it("have the severities in the order of the contract", () => {
		expect(severities).to.deep.equal(["low", "medium", "high", "unknown"]);
	});
});

describe("The distance of two places", () => {
	for (const [from, to, km] of [
		[{ lat: 0, lon: 0 }, { lat: 0, lon: 180 }, 20015],
		[{ lat: 90, lon: 0 }, { lat: -90, lon: 77 }, 20015],
		[{ lat: 35.6762, lon: 139.6503 }, { lat: 34.6937, lon: 135.5023 }, 392],
		[{ lat: 10, lon: 179.9 }, { lat: 10, lon: -179.9 }, 22],
		[{ lat: 5, lon: 5 }, { lat: 5, lon: 5 }, 0],
	] as const)
		it(`from ${from.lat}, ${from.lon} to ${to.lat}, ${to.lon} is ${km} km`, () => {
			expect(distanceKm(from, to)).to.be.closeTo(km, 1);
		});
});
