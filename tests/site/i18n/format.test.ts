import { expect } from "chai";
import {
	coordinates,
	countryName,
	dayName,
	fixed,
	languageName,
	monthName,
	signed,
} from "../../../site/i18n/format.ts";

describe("The format of numbers, places and days", () => {
	for (const [lat, lon, written] of [
		[35.6762, 139.6503, "35.68° N 139.65° E"],
		[-11.0169, -43.6863, "11.02° S 43.69° W"],
		[0, 0, "0.00° N 0.00° E"],
		[-90, -180, "90.00° S 180.00° W"],
	] as const)
		it(`writes the place ${lat}, ${lon} as ${written}`, () => {
			expect(coordinates({ lat, lon })).to.equal(written);
		});

	for (const [value, written] of [
		[1.234, "+1.23"],
		[0, "+0.00"],
		[-1.236, "−1.24"],
	] as const)
		it(`writes ${value} with its sign as ${written}`, () => {
			expect(signed(value)).to.equal(written);
		});

	it("rounds to hundredths, with a true minus sign", () => {
		expect(fixed(421.456)).to.equal("421.46");
		expect(fixed(-1.5)).to.equal("−1.50");
	});

	it("names countries, days and languages in each language", () => {
		expect(countryName("BR", "en")).to.equal("Brazil");
		expect(countryName("BR", "ja")).to.equal("ブラジル");
		expect(dayName("2023-06-20", "en")).to.equal("June 20, 2023");
		expect(dayName("2023-06-20", "ja")).to.equal("2023年6月20日");
		expect(languageName("en")).to.equal("English");
		expect(languageName("ja")).to.equal("日本語");
	});

	describe("names months", () => {
		const zone = process.env.TZ;
		afterEach(() => {
			if (zone === undefined) delete process.env.TZ;
			else process.env.TZ = zone;
		});

		// West of Greenwich, a month that begins in UTC is still the one before.
		for (const here of ["America/Los_Angeles", "UTC", "Pacific/Kiritimati"])
			it(`as they are, in ${here}`, () => {
				process.env.TZ = here;
				expect(monthName("202407", "short", "en")).to.equal("Jul");
				expect(monthName("202501", "long", "en")).to.equal("January 2025");
				expect(monthName("202306", "long", "ja")).to.equal("2023年6月");
			});

		it("keeps invalid months as typed", () => {
			expect(monthName("202313", "long", "en")).to.equal("202313");
			expect(monthName("constructor", "long", "ja")).to.equal("constructor");
		});
	});
});
