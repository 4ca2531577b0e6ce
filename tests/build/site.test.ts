import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { bundleSite } from "../../build/site.ts";

describe("The page's files", () => {
	it("have at most 90 KB compressed, without the coastlines", () => {
		const sizes = bundleSite()
			.filter(({ name }) => /\.(html|css|js)$/.test(name))
			.map(({ name, path }) => [
				name,
				brotliCompressSync(readFileSync(join(root, path))).length,
			]) as [string, number][];
		expect(sizes.map(([name]) => name).sort()).to.deep.equal([
			"bordersWorker.js",
			"main.css",
			"main.js",
			"sample_calendar.html",
			"worker.js",
		]);
		const all = sizes.reduce((sum, [, size]) => sum + size, 0);
		expect(all, JSON.stringify(sizes)).to.be.at.most(90_000);
	});
});
