/** Bundles the page for the site bucket, when the program runs. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { SiteAssets } from "../contract/siteAssets.ts";
import { cachedBuild, cachedFolder } from "./cache.ts";
import { coastlines } from "./coastlines.ts";
import { noticesFile, packagesOf, thirdPartyNotices } from "./notices.ts";
import { root } from "./projectRoot.ts";

export interface SiteFile {
	/** Name without the hash of the content. */
	name: string;
	/** Key in the site bucket, and path of the address. */
	key: string;
	/** Path on disk, from the project's root. */
	path: string;
	contentType: string;
	cacheControl: string;
	/** Whether the key contains a hash of the content. */
	hashed: boolean;
}

const page = "sample_calendar.html";

/**
 * Placeholder for the site's origin, which is known when the distribution exists.
 * Other sites need absolute URLs.
 * @see https://ogp.me/#types
 */
export const originMark = "{origin}";

const contentTypes: Record<string, string> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".json": "application/json",
	".png": "image/png",
	".txt": "text/plain; charset=utf-8",
};

/** Bundles the page. All files except the page and the licences have a hash in their names. */
export function bundleSite(): SiteFile[] {
	const countries = {
		"110m": countriesFile("110m"),
		"50m": countriesFile("50m"),
	};
	const workers = bundle([
		"site/months/worker.ts",
		"site/world/bordersWorker.ts",
	]);
	const keyOf = (name: string) =>
		workers.files.find(([key]) => nameOf(key) === name)?.[0] ?? "";
	const assets: SiteAssets = {
		countries: { "110m": countries["110m"][0], "50m": countries["50m"][0] },
		worker: keyOf("worker.js"),
		bordersWorker: keyOf("bordersWorker.js"),
	};
	const main = bundle(["site/main.ts", "site/main.css"], assets);
	const files = new Map<string, string | Uint8Array>([
		...main.files,
		...workers.files,
		...Object.values(countries),
		sharedPicture(),
	]);
	let html = readFileSync(join(root, "site", page), "utf8");
	for (const key of files.keys()) html = html.replace(nameOf(key), key);
	files.set(page, html);
	files.set(
		noticesFile,
		thirdPartyNotices([
			...packagesOf([...main.inputs, ...workers.inputs]),
			"node_modules/world-atlas",
		]),
	);
	const folder = cachedFolder("site", [...files.values()], (unfinished) => {
		for (const [key, content] of files)
			writeFileSync(join(unfinished, key), content);
	});
	return [...files.keys()].map((key) => describe(key, folder));
}

/** `NAME-HASH.js` and `NAME-HASH.css` of entry points. */
function bundle(
	entryPoints: string[],
	assets?: SiteAssets,
): { files: [key: string, text: string][]; inputs: string[] } {
	const { files, inputs } = cachedBuild({
		entryPoints,
		entryNames: "[name]-[hash]",
		bundle: true,
		minify: true,
		format: "esm",
		// The first that know `light-dark()`.
		target: ["chrome123", "firefox120", "safari17.5"],
		...(assets && { define: { ASSETS: JSON.stringify(assets) } }),
		legalComments: "none",
		banner: {
			js: `/* Licences: /${noticesFile} */`,
			css: `/* Licences: /${noticesFile} */`,
		},
		outdir: "site",
	});
	return {
		files: files.map(({ path, text }) => [basename(path), text]),
		inputs,
	};
}

function countriesFile(scale: "110m" | "50m"): [key: string, text: string] {
	const recipe = ["package-lock.json", "build/coastlines.ts"].map((file) =>
		readFileSync(join(root, file)),
	);
	const name = scale === "110m" ? "coastlines" : `coastlines-${scale}`;
	const folder = cachedFolder(name, recipe, (unfinished) =>
		writeFileSync(join(unfinished, "coastlines.json"), coastlines(scale)),
	);
	const text = readFileSync(join(root, folder, "coastlines.json"), "utf8");
	return [`${name}-${hashOf(text)}.json`, text];
}

/** The picture that other sites show with a link to the page. */
function sharedPicture(): [key: string, content: Uint8Array] {
	const picture = readFileSync(join(root, "site/share.png"));
	return [`share-${hashOf(picture)}.png`, picture];
}

const hashOf = (content: string | Uint8Array) =>
	createHash("sha256").update(content).digest("hex").slice(0, 8);

/** `main.js` of `main-HASH.js`. */
function nameOf(key: string): string {
	return isHashed(key) ? key.replace(/-\w+(\.\w+)$/, "$1") : key;
}

const isHashed = (key: string) => key !== page && key !== noticesFile;

function describe(key: string, folder: string): SiteFile {
	const hashed = isHashed(key);
	return {
		name: nameOf(key),
		key,
		path: join(folder, key),
		contentType: contentTypes[extname(key)] ?? "application/octet-stream",
		// A file with a hash never changes. Browsers revalidate the page after a
		// minute, and CloudFront after the hour of its cache policy.
		cacheControl: hashed
			? "public, max-age=31536000, immutable"
			: "public, max-age=60, s-maxage=3600",
		hashed,
	};
}
