import { expect } from "chai";
import {
	exponentOf,
	median,
	p99,
	quantile,
	ratioOf,
} from "../../bench/support/statistics.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("The statistics of the benchmarks", () => {
	it("interpolates quantiles between two values in numeric order", () => {
		expect(median([10, 9, 100])).to.equal(10);
		expect(median([4, 1, 3, 2])).to.equal(2.5);
		expect(p99(upTo(101))).to.equal(100);
		expect(quantile([5], 0.99)).to.equal(5);
		expect(() => median([])).to.throw("no values");
	});

	it("does not reorder its input", () => {
		const values = [3, 1, 2];
		median(values);
		expect(values).to.deep.equal([3, 1, 2]);
	});

	it("divides the statistics of all rounds, not of each round", () => {
		const ratio = ratioOf([[1, 1], [4]], [[2, 2], [2]], median);
		expect(ratio.value).to.equal(0.5);
	});

	it("returns an empty interval when every round has the same ratio, even if the rounds differ", () => {
		const measured = [[30], [60], [90]];
		const compared = [[10], [20], [30]];
		expect(ratioOf(measured, compared)).to.deep.equal({
			value: 3,
			low: 3,
			high: 3,
		});
	});

	it("returns an interval that covers the ratios of the rounds", () => {
		const measured = upTo(40).map((round) => [round % 2 ? 10 : 20]);
		const compared = measured.map(() => [10]);
		const mean = (values: readonly number[]) =>
			values.reduce((sum, value) => sum + value, 0) / values.length;
		const { value, low, high } = ratioOf(measured, compared, mean);
		expect(value).to.equal(1.5);
		// The interval of the mean of 40 draws: ±1.96 × 0.5 / √40.
		expect(low).to.be.within(1.25, 1.42);
		expect(high).to.be.within(1.58, 1.75);
	});

	it("refuses to compare different numbers of rounds", () => {
		expect(() => ratioOf([[1]], [[1], [2]])).to.throw("1 rounds against 2");
	});

	it("fits the exponent of a power law", () => {
		const points = [1, 10, 100].map((x) => ({ x, y: 7 * x ** 1.5 }));
		expect(exponentOf(points)).to.be.closeTo(1.5, 1e-12);
		const flat = [1, 10, 100].map((x) => ({ x, y: 7 }));
		expect(exponentOf(flat)).to.be.closeTo(0, 1e-12);
	});
});
