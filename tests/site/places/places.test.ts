import { expect } from "chai";
import { coastlines } from "../../../build/coastlines.ts";
import { catalogues } from "../../../site/i18n/catalogue.ts";
import { seaAt } from "../../../site/places/seas.ts";
import { Borders, indexBorders } from "../../../site/world/borders.ts";
import { countriesOf } from "../../../site/world/countries.ts";

describe("The name of a place", () => {
	let borders: Borders;
	before(() => {
		borders = new Borders(
			indexBorders(countriesOf(JSON.parse(coastlines("50m")))),
		);
	});

	for (const [where, lat, lon, country] of [
		["Tokyo, at the coast", 35.6762, 139.6503, "JP"],
		["New York, at the coast", 40.7, -74, "US"],
		["Singrauli", 24.1, 82.7, "IN"],
		["Lesotho, within another country", -29.5, 28.3, "LS"],
		["around Lesotho", -29, 26, "ZA"],
		["Chukotka, beyond the antimeridian", 66.5, -175, "RU"],
		["Fiji, at the antimeridian", -16.6, 179.9, "FJ"],
		["Kosovo, without a number", 42.6, 21, "XK"],
		["the South Pole", -90, 0, "AQ"],
		["Western Australia", -16.37, 126.29, "AU"],
		["the North Pole", 90, 0, undefined],
		["the Pacific", 10, -140, undefined],
		["the Caspian", 42, 50.5, undefined],
	] as const)
		it(`is ${country ?? "none"}: ${where}`, () => {
			expect(borders.countryAt(lat, lon)).to.equal(country);
		});

	for (const [lat, lon, name] of [
		[35, 18, "Mediterranean Sea"],
		[43, 34, "Black Sea"],
		[45, -5, "Bay of Biscay"],
		[56, 3, "North Sea"],
		[58, 20, "Baltic Sea"],
		[39, 135, "Sea of Japan"],
		[25, 135, "Philippine Sea"],
		[15, 65, "Arabian Sea"],
		[25, -90, "Gulf of Mexico"],
		[15, -75, "Caribbean Sea"],
		[9, -85, "North Pacific Ocean"],
		[10, -140, "North Pacific Ocean"],
		[40, 175, "North Pacific Ocean"],
		[-30, -110, "South Pacific Ocean"],
		[-20, 180, "South Pacific Ocean"],
		[40, -40, "North Atlantic Ocean"],
		[-30, -10, "South Atlantic Ocean"],
		[-30, 80, "Indian Ocean"],
		[-10, 100, "Indian Ocean"],
		[-65, 100, "Southern Ocean"],
		[90, 0, "Arctic Ocean"],
	] as const)
		it(`is the ${name} at ${lat}, ${lon}`, () => {
			expect(catalogues.en.sea[seaAt(lat, lon)]).to.equal(name);
		});

	it("exists for every place at sea, in each language", () => {
		for (const { sea } of Object.values(catalogues)) {
			const found = new Set<string | undefined>();
			for (let lat = -90; lat <= 90; lat += 1.5)
				for (let lon = -180; lon <= 180; lon += 1.5)
					found.add(sea[seaAt(lat, lon)]);
			expect(found).not.to.include(undefined);
			expect(found.size).to.be.above(50);
			const names = Object.values(sea);
			expect(new Set(names).size).to.equal(names.length);
		}
	});
});
