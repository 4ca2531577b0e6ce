import { expect } from "chai";
import type { Observation } from "../../../contract/observation.ts";
import { byChance, cautionsAbout } from "../../../site/panel/cautions.ts";

/** Nothing to be careful about. */
const clear: Observation = {
	lat: 10,
	lon: 20,
	co2: 425,
	deviation: 8,
	uncertainty: 0.6,
	zscore: 4,
	severity: "medium",
	date: "2023-06-20",
	satellite: "OCO-3",
	baselineMean: 417,
	baselineStd: 2,
	detectionDays: 4,
};
const rules = (changes: Partial<Observation>, isSynthetic = false) =>
	cautionsAbout({ ...clear, ...changes }, isSynthetic).map(({ rule }) => rule);

describe("Cautions", () => {
	for (const [changes, expected] of [
		[{}, []],
		[{ zscore: 2 }, []],
		[{ zscore: 1.99 }, ["withinSpread"]],
		[{ zscore: -1.99 }, ["withinSpread"]],
		[{ deviation: 1.8 }, []],
		[{ deviation: 1.79 }, ["uncertain"]],
		[{ deviation: -1.79 }, ["uncertain"]],
		[{ uncertainty: 0 }, []],
		[{ detectionDays: 3 }, ["fewDays"]],
		[{ lat: 49 }, []],
		[{ lat: 49.1 }, ["edge"]],
		[{ lat: -51 }, ["edge"]],
		[{ lat: 77, satellite: "OCO-2" }, []],
		[{ lat: -77.1, satellite: "OCO-2" }, ["edge"]],
		[
			{ zscore: 1, deviation: 1, detectionDays: 1, lat: 51 },
			["withinSpread", "uncertain", "fewDays", "edge"],
		],
	] as [Partial<Observation>, string[]][])
		it(`about ${JSON.stringify(changes)} are ${expected.join(", ") || "none"}`, () => {
			expect(rules(changes)).to.deep.equal(expected);
		});

	it("name data that a model made", () => {
		expect(rules({}, true)).to.deep.equal(["synthetic"]);
	});

	// Two-sided probabilities of the normal distribution.
	for (const [zscore, share] of [
		[0, 1],
		[1, 0.3173],
		[1.5, 0.1336],
		[-1.96, 0.05],
		[2, 0.0455],
	] as const)
		it(`give the probability of z ${zscore} by chance as ${share}`, () => {
			expect(byChance(zscore)).to.be.closeTo(share, 5e-5);
		});
});
