import { expect } from "chai";
import { blit, type Stamp, stampFrom } from "../../../site/map/stamp.ts";

const opaque = (color: number) => (0xff << 24) | color;

/** An image of four by four pixels, as rows of colours. */
function image() {
	const words = new Uint32Array(16);
	return {
		words,
		draw: (stamp: Stamp, x: number, y: number) =>
			blit(stamp, words, { width: 4, height: 4 }, x, y),
		rows: () =>
			[0, 4, 8, 12].map((at) =>
				[...words.slice(at, at + 4)].map((word) => word & 0xff).join(""),
			),
	};
}

/** Two by two pixels: 1 2 over 3 4. */
const stamp = stampFrom(2, new Uint32Array([1, 2, 3, 4].map(opaque)));

describe("A marker", () => {
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
		it(`at ${x}, ${y} of an image is centred there and cut off at the edges`, () => {
			const { draw, rows: drawn } = image();
			draw(stamp, x, y);
			expect(drawn()).to.deep.equal(rows);
		});

	it("covers the pixels below it, except with its soft edge", () => {
		const { draw, words, rows } = image();
		words.fill(opaque(9));
		const pixels = Uint32Array.of(...stamp.pixels);
		pixels[1] = (0x40 << 24) | 2;
		draw(stampFrom(2, pixels), 2, 2);
		expect(rows()).to.deep.equal(["9999", "9199", "9349", "9999"]);
	});

	it("draws its soft edge on empty pixels", () => {
		const { draw, words } = image();
		const edge = (0x40 << 24) | 2;
		draw(stampFrom(1, Uint32Array.of(edge)), 1.5, 0.5);
		expect(words[1]).to.equal(edge);
	});

	it("keeps the pixels below its empty corners and lines", () => {
		const { draw, words, rows } = image();
		words.fill(opaque(9));
		const cross = [0, 1, 0, 0, 0, 0, 2, 0, 3].map((color) =>
			color ? opaque(color) : 0,
		);
		draw(stampFrom(3, Uint32Array.from(cross)), 1.5, 1.5);
		expect(rows()).to.deep.equal(["9199", "9999", "2939", "9999"]);
	});
});
