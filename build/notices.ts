/** The licences of the third-party code in the bundles, which must be distributed with it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./projectRoot.ts";

/** Name of the file, in the site bucket and in the layer. */
export const noticesFile = "third-party-notices.txt";

/** Usual names of licence and notice files in npm packages. */
const legalFile = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * The packages of the files of a bundle, as `node_modules/leaflet`.
 * @param inputs paths of bundled files, from the project's root
 */
export function packagesOf(inputs: string[]): string[] {
	const folders = inputs.flatMap(
		(path) =>
			/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
	);
	return [...new Set(folders)].sort();
}

/**
 * Names each package with its version and licence. Packages with the same licence
 * text share one copy.
 * @param packages folders from the project's root
 * @throws Error for a package without a licence, which must not be distributed
 */
export function thirdPartyNotices(packages: string[]): string {
	const byText = new Map<string, string[]>();
	for (const folder of packages) {
		const { title, text } = noticeOf(folder);
		byText.set(text, [...(byText.get(text) ?? []), title]);
	}
	const sections = [...byText].map(
		([text, titles]) => `${titles.sort().join("\n")}\n\n${text}\n`,
	);
	return [
		"This software contains code of these packages, under these licences.\n",
		...sections.sort(),
	].join(`\n${"-".repeat(80)}\n\n`);
}

function noticeOf(folder: string): { title: string; text: string } {
	const { name, version, license, author } = JSON.parse(
		readFileSync(join(root, folder, "package.json"), "utf8"),
	);
	if (!license) throw new Error(`${folder} has no licence`);
	const texts = readdirSync(join(root, folder))
		.filter((file) => legalFile.test(file))
		.sort()
		.map((file) => readFileSync(join(root, folder, file), "utf8").trim());
	return {
		title: `${name} ${version} (${license})`,
		text:
			texts.length > 0
				? texts.join("\n\n")
				: standardText(license, author?.name ?? author ?? name),
	};
}

/** For a package without a licence file: the standard text, which the project's LICENSE has for Apache-2.0. */
function standardText(license: string, author: string): string {
	if (license !== "Apache-2.0")
		return `Copyright ${author}. Licensed under ${license}; the package has no copy of its text.`;
	return readFileSync(join(root, "LICENSE"), "utf8").trim();
}
