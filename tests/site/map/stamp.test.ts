import { expect } from "chai";
import { blit, type Stamp, severityColor } from "../../../site/map/stamp.ts";

/** Relative luminance of `#rrggbb`, 0 to 1, near enough. */
function luminance(color: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map(
		(at) => Number.parseInt(color.slice(at, at + 2), 16) / 255,
	);
	return 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2;
}

const opaque = (color: number) => (0xff << 24) | color;

/** An image of four by four pixels, as rows of colours. */
function image() {
	const data = new Uint8ClampedArray(4 * 4 * 4);
	const words = new Uint32Array(data.buffer);
	return {
		target: { data, width: 4, height: 4 } as unknown as ImageData,
		words,
		rows: () =>
			[0, 4, 8, 12].map((at) =>
				[...words.slice(at, at + 4)].map((word) => word & 0xff).join(""),
			),
	};
}

/** Two by two pixels: 1 2 over 3 4. */
const stamp: Stamp = {
	size: 2,
	pixels: new Uint32Array([1, 2, 3, 4].map(opaque)),
};

describe("A marker", () => {
	it("is darker, the higher the severity, so that no colour need be told from another", () => {
		const { low, medium, high } = severityColor;
		expect(luminance(low)).to.be.above(luminance(medium) * 1.5);
		expect(luminance(medium)).to.be.above(luminance(high) * 1.5);
	});

	for (const [x, y, rows] of [
		[2, 2, ["0000", "0120", "0340", "0000"]],
		[1.4, 2.6, ["0000", "0000", "1200", "3400"]],
		[0, 0, ["4000", "0000", "0000", "0000"]],
		[4, 0, ["0003", "0000", "0000", "0000"]],
		[0, 4, ["0000", "0000", "0000", "2000"]],
		[4, 4, ["0000", "0000", "0000", "0001"]],
		[-5, 2, ["0000", "0000", "0000", "0000"]],
		[2, 9, ["0000", "0000", "0000", "0000"]],
	] as const)
		it(`at ${x}, ${y} of an image has its middle there, and what lies outside is cut off`, () => {
			const { target, rows: drawn } = image();
			blit(stamp, target, x, y);
			expect(drawn()).to.deep.equal(rows);
		});

	it("covers what is below it, but not with its soft edge", () => {
		const { target, words, rows } = image();
		words.fill(opaque(9));
		const soft = { size: 2, pixels: Uint32Array.of(...stamp.pixels) };
		soft.pixels[1] = (0x40 << 24) | 2;
		blit(soft, target, 2, 2);
		expect(rows()).to.deep.equal(["9999", "9199", "9349", "9999"]);
	});

	it("has its soft edge where nothing is below", () => {
		const { target, words } = image();
		const edge = (0x40 << 24) | 2;
		blit({ size: 1, pixels: Uint32Array.of(edge) }, target, 1.5, 0.5);
		expect(words[1]).to.equal(edge);
	});
});
