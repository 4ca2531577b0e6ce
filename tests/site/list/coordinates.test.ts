import { expect } from "chai";
import fc from "fast-check";
import { parseCoordinates } from "../../../site/list/coordinates.ts";

describe("Typed coordinates", () => {
	for (const [text, lat, lon] of [
		["35.68, 139.65", 35.68, 139.65],
		["35.68 139.65", 35.68, 139.65],
		["-11.0169,-43.6863", -11.0169, -43.6863],
		["−11.0169, −43.6863", -11.0169, -43.6863],
		["11.02° S 43.69° W", -11.02, -43.69],
		["11.02S 43.69W", -11.02, -43.69],
		["S 11.02 W 43.69", -11.02, -43.69],
		["35°41′N 139°39′E", 35 + 41 / 60, 139 + 39 / 60],
		["35° 41' 24\" N, 139° 39' 36\" E", 35.69, 139.66],
		["139.65E 35.68N", 35.68, 139.65],
		["北緯35度41分 東経139度39分", 35 + 41 / 60, 139 + 39 / 60],
		["３５．６８、－１３９．６５", 35.68, -139.65],
		["0 0", 0, 0],
		["90, 180", 90, 180],
	] as const)
		it(`${text} are ${lat}, ${lon}`, () => {
			const place = parseCoordinates(text);
			expect(place?.lat).to.be.closeTo(lat, 1e-9);
			expect(place?.lon).to.be.closeTo(lon, 1e-9);
		});

	for (const text of [
		"",
		"Brazil",
		"35",
		"35.68,",
		"91, 0",
		"0, 181",
		"35N 36N",
		"139E 35E",
		"35.68, 139.65, 12",
		"35.68, 139.65 Tokyo",
		"N E",
	])
		it(`are not found in "${text}"`, () => {
			expect(parseCoordinates(text)).to.equal(undefined);
		});

	it("are never out of range, whatever is typed", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[-−+0-9.,°'″NSEW ]{0,24}$/), (text) => {
				const place = parseCoordinates(text);
				if (!place) return;
				expect(Math.abs(place.lat)).to.be.at.most(90);
				expect(Math.abs(place.lon)).to.be.at.most(180);
			}),
		);
	});
});
