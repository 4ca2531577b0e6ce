import { expect } from "chai";
import fc from "fast-check";
import { featureRanges } from "../../contract/features.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The text of each feature, and the text without features. */
function split(text: string) {
	const file = bytes(text);
	const ranges = featureRanges(file);
	if (!ranges) return undefined;
	const features = Array.from(ranges.starts, (start, at) =>
		new TextDecoder().decode(
			file.subarray(start, start + (ranges.lengths[at] ?? 0)),
		),
	);
	return { features, rest: ranges.rest, isWhole: ranges.isWhole };
}

describe("featureRanges", () => {
	it("finds each feature of any GeoJSON, and leaves the rest as it is", () => {
		const member = fc.jsonValue({ maxDepth: 3 });
		const collection = fc.record({
			before: member,
			features: fc.array(member),
			'after "quoted" \\': member,
		});
		fc.assert(
			fc.property(collection, fc.constantFrom(0, 1, "\t"), (value, indent) => {
				const found = split(JSON.stringify(value, null, indent));
				expect(found?.features.map((text) => JSON.parse(text))).to.deep.equal(
					JSON.parse(JSON.stringify(value.features)),
				);
				expect(JSON.parse(found?.rest ?? "")).to.deep.equal(
					JSON.parse(JSON.stringify({ ...value, features: [] })),
				);
				expect(found?.isWhole).to.equal(true);
			}),
		);
	});

	it("counts bytes, not characters, and skips a byte order mark", () => {
		expect(
			split('\uFEFF{"name":"二酸化炭素","features":[{"a":"é"} , 2]}')?.features,
		).to.deep.equal(['{"a":"é"}', "2"]);
	});

	it("ignores members of other names", () => {
		expect(
			split('{"a":{"features":[1]},"b":"features","c":[9],"features":[2]}')
				?.features,
		).to.deep.equal(["2"]);
	});

	it("finds invalid JSON between valid features", () => {
		expect(split('{"features":[1,{"z":NaN},3]}')?.features).to.deep.equal([
			"1",
			'{"z":NaN}',
			"3",
		]);
	});

	it("finds the complete features of a truncated file", () => {
		for (const end of ['{"a":', '{"a":"', '"\\'])
			expect(split(`{"method":1,"features":[{"a":1},${end}`)).to.deep.equal({
				features: ['{"a":1}'],
				rest: '{"method":1,"features":[]}',
				isWhole: false,
			});
	});

	it("finds no features in a file without any", () => {
		expect(split("[]")).to.equal(undefined);
		expect(split('{"features":null}')).to.equal(undefined);
		expect(split("<html>")).to.equal(undefined);
		expect(split('{"features":[ ]}')?.features).to.deep.equal([]);
	});
});
