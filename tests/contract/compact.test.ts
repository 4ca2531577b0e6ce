import { expect } from "chai";
import { sortedByZscore } from "../../contract/columns.ts";
import { decodeMonth, encodeMonth } from "../../contract/compact.ts";
import { severities } from "../../contract/fields.ts";
import type { MonthOfAnomalies } from "../../contract/month.ts";
import { observationOf } from "../../contract/observation.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";

const month: MonthOfAnomalies = {
	...sampleMonth("202407"),
	method: { count_limit: 500 },
};
const bytesOf = (value: unknown) =>
	new TextEncoder().encode(JSON.stringify(value, null, "\t"));
const file = bytesOf(month);
const encoded = (of = month, bytes = file) =>
	encodeMonth(bytes, of) ?? expect.fail("the month has no compact form");

describe("The compact form of a month", () => {
	it("has each feature's numbers in float32 precision, ordered by absolute z-score", () => {
		const { columns } = decodeMonth(encoded());
		const sorted = month.features
			.map(observationOf)
			.sort((a, b) => Math.abs(b.zscore) - Math.abs(a.zscore));
		const column = (
			field: "lat" | "lon" | "zscore" | "deviation" | "uncertainty" | "co2",
		) => {
			expect([...columns[field]], field).to.deep.equal(
				sorted.map((observation) => Math.fround(observation[field])),
			);
		};
		for (const field of [
			"lat",
			"lon",
			"zscore",
			"deviation",
			"uncertainty",
			"co2",
		] as const)
			column(field);
		expect([...columns.days]).to.deep.equal(
			sorted.map(({ detectionDays }) => detectionDays),
		);
		expect([...columns.severity].map((at) => severities[at])).to.deep.equal(
			sorted.map(({ severity }) => severity),
		);
	});

	it("has the position of each row's feature in the published file", () => {
		const { columns } = decodeMonth(encoded());
		for (const [row, start] of columns.start.entries()) {
			const end = start + (columns.length[row] ?? 0);
			const text = new TextDecoder().decode(file.subarray(start, end));
			const { geometry, properties } = JSON.parse(text);
			expect(Math.fround(geometry.coordinates[1])).to.equal(columns.lat[row]);
			expect(Math.fround(properties.zscore)).to.equal(columns.zscore[row]);
		}
	});

	it("states method and satellites", () => {
		const { method, satellites } = decodeMonth(encoded());
		expect(method).to.deep.equal({ count_limit: 500 });
		expect(satellites).to.deep.equal(["OCO-2", "OCO-3"]);
	});

	it("supports a month without anomalies", () => {
		const none: MonthOfAnomalies = { type: "FeatureCollection", features: [] };
		const { columns } = decodeMonth(encoded(none, bytesOf(none)));
		expect(columns.lat).to.have.length(0);
	});

	it("is refused when it is truncated, too long, or another file", () => {
		const whole = encoded();
		const longer = new Uint8Array(whole.length + 1);
		longer.set(whole);
		const html = new TextEncoder().encode("<!doctype html><title>Not here");
		for (const broken of [whole.slice(0, -1), whole.slice(0, 9), longer, html])
			expect(() => decodeMonth(broken)).to.throw();
	});

	it("is made of the file that was parsed", () => {
		const other = bytesOf({ ...month, features: month.features.slice(1) });
		expect(encodeMonth(other, month)).to.equal(undefined);
	});
});

describe("Rows", () => {
	it("with the same absolute z-score keep their order, below and above the baseline", () => {
		const zscore = Float64Array.of(1, -3, 3, 2, 3);
		const count = zscore.length;
		const { start } = sortedByZscore({
			lat: new Float64Array(count),
			lon: new Float64Array(count),
			zscore,
			deviation: new Float64Array(count),
			uncertainty: new Float64Array(count),
			co2: new Float64Array(count),
			days: new Uint16Array(count),
			severity: new Uint8Array(count),
			start: Uint32Array.of(0, 1, 2, 3, 4),
			length: new Uint32Array(count),
		});
		expect([...start]).to.deep.equal([1, 2, 4, 3, 0]);
	});
});
