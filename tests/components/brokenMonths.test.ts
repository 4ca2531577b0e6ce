import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { fill, temporaryFolders } from "../../local/tests/folders.ts";
import {
	changedMonth,
	monthFile,
	refusalOf,
	smallMonth,
	withPlace,
	withProperty,
} from "../support/changedMonth.ts";

const text = changedMonth();

describe("A data folder", () => {
	const newFolder = temporaryFolders();
	const refusal = (files: Record<string, string | Uint8Array>) =>
		refusalOf(fill(newFolder(), files));

	const odd: [what: string, content: string | Uint8Array, line: string][] = [
		[
			"UTF-16",
			Buffer.from(`\uFEFF${text}`, "utf16le"),
			" is UTF-16, but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"what is no text",
			Buffer.from([0x7b, 0xff, 0x7d]),
			" is not UTF-8, but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"half a gzip",
			gzipSync(text).subarray(0, 200),
			" is gzip that is broken (unexpected end of file), but must be JSON in UTF-8. To fix it: save it as UTF-8, or copy it again",
		],
		[
			"half a file",
			text.slice(0, 600),
			" is cut off after 600 bytes, but must be whole. To fix it: copy it again",
		],
		[
			"another collection",
			'{"type":"Topology","features":[]}',
			': type is "Topology", but must be "FeatureCollection". To fix it: correct the value',
		],
		[
			"NaN",
			withProperty("baseline_std", "NAN").replace('"NAN"', "NaN"),
			": features[1].properties.baseline_std is NaN, but must be a number from 0 to 10000 (standard deviation of the baseline, ppm). To fix it: JSON has no such number; leave the feature out, or give its value",
		],
		[
			"null for a number",
			withProperty("baseline_std", null),
			": features[1].properties.baseline_std is null, but must be a number from 0 to 10000 (standard deviation of the baseline, ppm). To fix it: give the value, or leave the feature out",
		],
		[
			"null for the properties",
			changedMonth((feature) => Object.assign(feature, { properties: null })),
			": features[1].properties is null, but must be an object with xco2, zscore and the other properties. To fix it: give the value, or leave the feature out",
		],
		[
			"a property too few",
			withProperty("detection_days", undefined),
			": features[1].properties.detection_days is missing, but must be a number from 0 to 31 (days of the month). To fix it: give the value, or leave the feature out",
		],
		[
			"text for a number",
			withProperty("zscore", "4.05"),
			': features[1].properties.zscore is "4.05", but must be a number from -10000 to 10000 (standard deviations above the baseline). To fix it: write the number without quotation marks: 4.05',
		],
		[
			"a number that the table could not hold",
			withProperty("zscore", 1e300),
			": features[1].properties.zscore is 1e+300, but must be a number from -10000 to 10000 (standard deviations above the baseline). To fix it: correct the value, or leave the feature out",
		],
		[
			"another geometry",
			changedMonth(({ geometry }) => {
				geometry.type = "MultiPoint";
				geometry.coordinates = [geometry.coordinates];
			}),
			': features[1].geometry.type is "MultiPoint", but must be "Point". To fix it: write a feature with a Point for each place',
		],
		[
			"longitudes from 0 to 360",
			withPlace(316.3, 47),
			": features[1].geometry.coordinates[0] is 316.3, but must be a number from -180 to 180 (degrees east). To fix it: the longitudes seem to run from 0 to 360; write -43.7",
		],
		[
			"latitude before longitude",
			withPlace(35.68, 139.69),
			": features[1].geometry.coordinates[1] is 139.69, but must be a number from -90 to 90 (degrees north). To fix it: latitude and longitude seem to be exchanged; GeoJSON writes [longitude, latitude]: [139.69, 35.68]",
		],
		[
			"a file name that is no granule's",
			withProperty("source_file", "co2.nc4"),
			': features[1].properties.source_file is "co2.nc4", but must name an OCO-2 or OCO-3 Lite file, oco3_LtCO2_YYMMDD_….nc4. To fix it: correct the value, or leave the feature out',
		],
		[
			"a granule of another month",
			withProperty("source_file", "oco3_LtCO2_240801_B11072Ar_x.nc4"),
			': features[1].properties.source_file is "oco3_LtCO2_240801_B11072Ar_x.nc4", which is of 2024-08-01, but must be of the month 202407. To fix it: move the feature to anomalies202408.geojson',
		],
	];
	for (const [what, content, line] of odd)
		it(`is refused with ${what}`, () => {
			const [first, ...others] = refusal({ [monthFile]: content });
			expect(first).to.include(`DIR/${monthFile}${line}`);
			expect(others).to.deep.equal([]);
		});

	it("is refused with a member of method that the page does not show", () => {
		const json = JSON.stringify({ ...smallMonth, method: { license: "CC0" } });
		expect(refusal({ [monthFile]: json })[0]).to.include("license");
	});

	it("is refused with two values for one place and day", () => {
		const lines = refusal({
			[monthFile]: changedMonth((second, features) => {
				const copy = structuredClone(second);
				copy.properties.xco2 = 430;
				features[2] = copy;
			}),
		});
		expect(lines).to.have.length(1);
		expect(lines[0]).to.match(
			/^DIR\/\S+: features\[2\]\.geometry\.coordinates is \[.*\] of 2024-07-\d\d, as features\[1\] is, but no two features may have one place and day, because they would share one answer\. To fix it: keep one of the two$/,
		);
	});

	it("is refused with all its problems, in at most ten lines", () => {
		const lines = refusal({
			"anomalies202408.geojson": "{",
			[monthFile]: changedMonth((_, features) => {
				for (const { properties } of features)
					for (const name of ["xco2", "zscore", "severity", "source_file"])
						properties[name] = null;
			}),
		});
		expect(lines).to.have.length(11);
		expect(lines[3]).to.include("features[0].properties.severity is null");
		expect(lines.at(-1)).to.equal("…and 3 more problems");
	});
});
