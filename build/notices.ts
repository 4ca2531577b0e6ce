/** The licences of the third-party code in what is deployed, whose authors ask for them to be passed on. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./projectRoot.ts";

/** Name of the file, in the site bucket and in the layer. */
export const noticesFile = "third-party-notices.txt";

/** Licence and notice files, as npm packages name them. */
const legalFile = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * The packages that files of a bundle come from, as `node_modules/leaflet`.
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
 * Names each package with its version and licence, and has each licence text
 * once: most AWS packages share theirs.
 * @param packages folders from the project's root
 * @throws Error for a package without a licence, which nobody may pass on
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

/** Of a package without a file of its own: the licence's text, which this project has at its root for Apache-2.0. */
function standardText(license: string, author: string): string {
	if (license !== "Apache-2.0")
		return `Copyright ${author}. Licensed under ${license}; the package has no copy of its text.`;
	return readFileSync(join(root, "LICENSE"), "utf8").trim();
}
