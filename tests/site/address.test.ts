import { expect } from "chai";
import fc from "fast-check";
import { readAddress, writeAddress } from "../../site/address.ts";

describe("The page's address", () => {
	for (const [fragment, address] of [
		["", { month: "" }],
		["#202306", { month: "202306" }],
		[
			"#202306/3/-11.0169/-43.6863",
			{ month: "202306", view: { zoom: 3, lat: -11.0169, lon: -43.6863 } },
		],
		["#/1.75/0/-180", { month: "", view: { zoom: 1.75, lat: 0, lon: -180 } }],
		["#202306/3", { month: "202306" }],
		["#202306/3/10", { month: "202306" }],
		["#202306///", { month: "202306" }],
		["#202306/3//", { month: "202306" }],
		["#202306/-1/10/10", { month: "202306" }],
		["#202306/3/90.1/10", { month: "202306" }],
		["#202306/3/-90.1/10", { month: "202306" }],
		["#202306/3/10/180.1", { month: "202306" }],
		["#202306/3/10/-180.1", { month: "202306" }],
		["#202306/x/y/z", { month: "202306" }],
	] as const)
		it(`${fragment || "without a fragment"} is ${JSON.stringify(address)}`, () => {
			expect(readAddress(fragment)).to.deep.equal(address);
		});

	it("has no place before the map has one", () => {
		expect(writeAddress({ month: "202306" })).to.equal("#202306");
	});

	it("is written with four digits of a degree", () => {
		const view = { zoom: 2.5, lat: -0.123456, lon: 179.99996 };
		expect(writeAddress({ month: "202306", view })).to.equal(
			"#202306/2.5/-0.1235/180.0000",
		);
	});

	it("is read as it was written, to half of the last digit", () => {
		const view = fc.record({
			zoom: fc.integer({ min: 0, max: 48 }).map((quarters) => quarters / 4),
			lat: fc.double({ min: -90, max: 90, noNaN: true }),
			lon: fc.double({ min: -180, max: 180, noNaN: true }),
		});
		fc.assert(
			fc.property(view, (written) => {
				const address = { month: "202306", view: written };
				const read = readAddress(writeAddress(address));
				expect(read.month).to.equal("202306");
				expect(read.view?.zoom).to.equal(written.zoom);
				expect(read.view?.lat).to.be.closeTo(written.lat, 0.000051);
				expect(read.view?.lon).to.be.closeTo(written.lon, 0.000051);
			}),
		);
	});
});
