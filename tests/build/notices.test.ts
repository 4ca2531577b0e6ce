import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { bundleReasoning } from "../../build/functions.ts";
import { packagesOf, thirdPartyNotices } from "../../build/notices.ts";
import { root } from "../../build/projectRoot.ts";
import { bundleSite } from "../../build/site.ts";

const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");

describe("Third-party notices", () => {
	it("are published beside the page, which points to them", () => {
		const files = bundleSite();
		const notices = files.find(({ key }) => key === "third-party-notices.txt");
		expect(notices).to.include({
			contentType: "text/plain; charset=utf-8",
			hashed: false,
		});
		const text = read(String(notices?.path));
		// BSD-2-Clause requires the copyright notice in binary form too.
		expect(text).to.match(/^leaflet 1\.9\.4 \(BSD-2-Clause\)$/m);
		expect(text).to.include("Volodymyr Agafonkin");
		for (const name of ["lit-html", "world-atlas", "topojson-client"])
			expect(text).to.match(new RegExp(`^${name} \\d`, "m"));
		for (const { key, path } of files)
			if (/\.(js|css)$/.test(key))
				expect(read(path), key).to.match(
					/^\/\* Licences: \/third-party-notices\.txt \*\//,
				);
	});

	it("are in the layer, for all of its packages", () => {
		const { layer } = bundleReasoning();
		const text = read(layer, "third-party-notices.txt");
		const scopes = join(root, layer, "nodejs/node_modules");
		const names = readdirSync(scopes).flatMap((name) =>
			name.startsWith("@")
				? readdirSync(join(scopes, name)).map((inner) => `${name}/${inner}`)
				: name,
		);
		expect(names).to.include("zod");
		for (const name of names) expect(text).to.include(`\n${name} `);
		// A dependency of another package.
		expect(text).to.match(/^@smithy\/core \d/m);
	});

	it("find scoped and nested packages among the files of a bundle", () => {
		expect(
			packagesOf([
				"site/main.ts",
				"node_modules/leaflet/dist/leaflet.css",
				"node_modules/leaflet/dist/leaflet-src.esm.js",
				"node_modules/@smithy/core/dist-es/index.js",
				"node_modules/a/node_modules/@b/c/index.js",
			]),
		).to.deep.equal([
			"node_modules/@smithy/core",
			"node_modules/a/node_modules/@b/c",
			"node_modules/leaflet",
		]);
	});

	it("have a licence text of several packages once", () => {
		const shared = thirdPartyNotices([
			"node_modules/@smithy/core",
			"node_modules/@smithy/types",
		]);
		expect(shared.match(/Version 2\.0, January 2004/g)).to.have.length(1);
		expect(shared).to.match(/@smithy\/core .*\n@smithy\/types /);
	});
});
