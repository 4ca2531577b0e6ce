import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../build/projectRoot.ts";

interface Locked {
	version?: string;
	integrity?: string;
	license?: string;
	resolved?: string;
	link?: boolean;
}

const { packages } = JSON.parse(
	readFileSync(join(root, "package-lock.json"), "utf8"),
) as { packages: Record<string, Locked> };

const installed = Object.entries(packages).filter(
	([path, { link }]) => path.includes("node_modules/") && !link,
);

/** Licences that require a notice at most. */
const permissive =
	/^\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-[34]\.0|(Python|PSF)-2\.0|Unlicense|WTFPL)\b/;

/** Packages whose licence is in a text: MIT, and NIST's statement, which requires a notice. */
const licensedInText = [
	"node_modules/@logdna/tail-file",
	"node_modules/h5wasm",
];

describe("The lock file", () => {
	it("has the hash of every package for every platform, and no address of a registry", () => {
		expect(installed.length).to.be.above(300);
		for (const [path, { integrity, resolved }] of installed) {
			expect(integrity, path).to.match(/^sha512-/);
			expect(resolved, path).to.equal(undefined);
		}
	});

	it("contains only packages with permissive licences", () => {
		const others = installed.filter(
			([path, { license = "" }]) =>
				!permissive.test(license) && !licensedInText.includes(path),
		);
		expect(
			others.map(([path, { license }]) => `${path}: ${license}`),
		).to.deep.equal([]);
	});
});
