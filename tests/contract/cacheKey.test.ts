import { createHash } from "node:crypto";
import { expect } from "chai";
import { cacheKey, pythonFloat } from "../../contract/cacheKey.ts";

describe("cacheKey", () => {
	it("returns the keys of the earlier system", () => {
		expect(
			cacheKey({ lat: 35.6762, lon: 139.6503, date: "2023-01-15" }),
		).to.equal(
			"62a9c0b44bf9b424667d5c16dd1d5850e42fab20f8022c5dbb114f0b1d9420ac",
		);
		expect(cacheKey({ lat: 1, lon: 2, date: "d" })).to.equal(
			"2e9224eef5d09e9b33c125d25511fafbafed52d012703e7a38d0fc4514a932bf",
		);
	});

	it("returns another key for a language that is not the stack's", () => {
		const place = { lat: 1, lon: 2, date: "d" };
		expect(cacheKey(place, "ja")).to.equal(
			createHash("sha256").update("1.0_2.0_d_ja").digest("hex"),
		);
	});

	it("returns the same key for all spellings of a place's numbers", () => {
		const date = "2023-01-15";
		const same: [lat: number, lon: number][][] = [
			[
				[0, 0],
				[-0, 0],
				[0, -0],
				[1e-131, -5e-324],
			],
			[
				[-11, 180],
				[-11, -180],
			],
		];
		for (const places of same) {
			const keys = places.map(([lat, lon]) => cacheKey({ lat, lon, date }));
			expect(new Set(keys).size).to.equal(1);
		}
		expect(cacheKey({ lat: 1e-130, lon: 0, date })).not.to.equal(
			cacheKey({ lat: 0, lon: 0, date }),
		);
	});

	// Each as `repr(float(…))` of Python 3.11 prints it.
	const floats: [number, string][] = [
		[35, "35.0"],
		[-0, "-0.0"],
		[0, "0.0"],
		[1e-5, "1e-05"],
		[1.5e-7, "1.5e-07"],
		[0.0001, "0.0001"],
		[1e15, "1000000000000000.0"],
		[1e16, "1e+16"],
		[1.2345e22, "1.2345e+22"],
		[1e100, "1e+100"],
		[-11.016897201538086, "-11.016897201538086"],
		[5e-324, "5e-324"],
		[123456789.125, "123456789.125"],
	];
	for (const [value, text] of floats)
		it(`writes ${text} as Python does`, () => {
			expect(pythonFloat(value)).to.equal(text);
		});
});
