import { expect } from "chai";
import type { AnomalyFeature } from "../../../contract/observation.ts";
import { csvOf, geojsonOf, readers } from "../../../site/export/files.ts";
import type { Month } from "../../../site/months/index.ts";

const feature = (source_file: string): AnomalyFeature => ({
	type: "Feature",
	geometry: {
		type: "Point",
		coordinates: [-43.68632888793945, -11.016897201538086],
	},
	properties: {
		xco2: 421.9453125,
		xco2_uncertainty: 0.65,
		baseline_mean: 414.2,
		baseline_std: 1.9,
		zscore: 4.048372745513916,
		deviation_ppm: 7.7,
		source_file,
		severity: "medium",
		detection_days: 3,
		detection_files: [source_file],
	},
});
const name = "oco3_LtCO2_230620_B11072Ar_240915220920s.nc4";

describe("A month as CSV", () => {
	it("has a header, a line for each feature, and the numbers as published", () => {
		expect(csvOf([feature(name)])).to.equal(
			"latitude,longitude,date,satellite,xco2,xco2_uncertainty,baseline_mean,baseline_std,zscore,deviation_ppm,severity,detection_days,source_file\r\n" +
				`-11.016897201538086,-43.68632888793945,2023-06-20,OCO-3,421.9453125,0.65,414.2,1.9,4.048372745513916,7.7,medium,3,${name}\r\n`,
		);
	});

	it("quotes line breaks, commas and quotes, and escapes formulas", () => {
		const csv = (text: string) => csvOf([feature(text)]).split("medium,3,")[1];
		expect(csv('a,"b"\nc')).to.equal('"a,""b""\nc"\r\n');
		expect(csv("=1+1")).to.equal("'=1+1\r\n");
		expect(csv("@x")).to.equal("'@x\r\n");
	});
});

describe("A part of a month as GeoJSON", () => {
	it("has the features as published, and the method", () => {
		const method = { count_limit: 10 };
		const written = geojsonOf({ method } as Month, [feature(name)]);
		expect(JSON.parse(written)).to.deep.equal({
			type: "FeatureCollection",
			method,
			features: [feature(name)],
		});
		expect(geojsonOf({} as Month, [])).not.to.include("method");
	});
});

describe("The code that reads a month", () => {
	it("has three lines with the address in each language", () => {
		for (const { code } of readers) {
			const lines = code("https://example.org/anomalies202306.geojson").split(
				"\n",
			);
			expect(lines).to.have.length(3);
			expect(lines[1]).to.include(
				'"https://example.org/anomalies202306.geojson"',
			);
		}
	});
});
