import { expect } from "chai";
import fc from "fast-check";
import { severities } from "../../../contract/fields.ts";
import { noFilter } from "../../../site/list/filter.ts";
import type { Choice } from "../../../site/state/state.ts";
import { readAddress, writeAddress } from "../../../site/url/address.ts";

const nothing: Choice = {
	month: undefined,
	at: undefined,
	view: undefined,
	filter: noFilter,
	display: "map",
	compare: undefined,
	language: undefined,
};
const june = { ...nothing, month: "202306" };

describe("The page's address", () => {
	for (const [fragment, chosen] of [
		["", {}],
		["#202306", { month: "202306" }],
		[
			"#202306/3/-11.0169/-43.6863",
			{ month: "202306", view: { zoom: 3, lat: -11.0169, lon: -43.6863 } },
		],
		["#/1.75/0/-180", { view: { zoom: 1.75, lat: 0, lon: -180 } }],
		["#202306/3", { month: "202306" }],
		["#202306/3/10", { month: "202306" }],
		["#202306///", { month: "202306" }],
		["#202306/-1/10/10", { month: "202306" }],
		["#202306/3/90.1/10", { month: "202306" }],
		[
			"#202306/3/10/-190",
			{ month: "202306", view: { zoom: 3, lat: 10, lon: 170 } },
		],
		["#202306/x/y/z", { month: "202306" }],
		["#100%", { month: "100%" }],
		[
			"#202306?at=-11.0169,-43.6",
			{ month: "202306", at: { lat: -11.0169, lon: -43.6 } },
		],
		["#202306?at=91,0", { month: "202306" }],
		["#202306?at=here", { month: "202306" }],
		[
			"#202306?lang=ja&with=202309",
			{ month: "202306", language: "ja", compare: "202309" },
		],
		["#202306?with=202306", { month: "202306" }],
		["#202306?lang=fr&with=September&show=globe", { month: "202306" }],
	] as const)
		it(`${fragment || "without a fragment"} is ${JSON.stringify(chosen)}`, () => {
			expect(readAddress(fragment)).to.deep.equal({ ...nothing, ...chosen });
		});

	it("has only the month if nothing else is chosen", () => {
		expect(writeAddress(june)).to.equal("#202306");
		expect(writeAddress(nothing)).to.equal("#");
	});

	it("has four decimals of a degree for the view and five for an anomaly", () => {
		const view = { zoom: 2.5, lat: -0.123456, lon: 179.99996 };
		const at = { lat: -11.016897201538086, lon: -43.68632888793945 };
		expect(writeAddress({ ...june, view, at })).to.equal(
			"#202306/2.5/-0.1235/180.0000?at=-11.0169,-43.68633",
		);
	});

	it("reads back every choice that it writes", () => {
		const number = fc.option(fc.integer({ min: 0, max: 99 }), {
			nil: undefined,
		});
		const degrees = (limit: number) =>
			fc
				.integer({ min: -limit * 1000, max: limit * 1000 })
				.map((n) => n / 1000 || 0);
		const choices = fc.record<Choice>({
			month: fc.constant("202306"),
			at: fc.option(fc.record({ lat: degrees(90), lon: degrees(180) }), {
				nil: undefined,
			}),
			view: fc.option(
				fc.record({
					zoom: fc.integer({ min: 0, max: 48 }).map((quarters) => quarters / 4),
					lat: degrees(90),
					lon: degrees(180),
				}),
				{ nil: undefined },
			),
			filter: fc.record({
				search: fc.string({ unit: "grapheme" }),
				severities: fc.subarray([...severities]),
				minZscore: number,
				minDeviation: number,
				minDays: number,
				maxUncertainty: number,
				sort: fc.constantFrom("zscore" as const, "days", "place", "distance"),
				ascending: fc.boolean(),
			}),
			display: fc.constantFrom("map" as const, "table"),
			compare: fc.option(fc.constant("202309"), { nil: undefined }),
			language: fc.constantFrom(undefined, "en" as const, "ja"),
		});
		fc.assert(
			fc.property(choices, (choice) => {
				expect(readAddress(writeAddress(choice))).to.deep.equal(choice);
			}),
		);
	});
});
