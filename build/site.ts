/** The page as the site bucket takes it, made by esbuild when the program runs. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { cachedBuild, cachedFolder } from "./cache.ts";
import { coastlines } from "./coastlines.ts";
import { root } from "./projectRoot.ts";

export interface SiteFile {
	/** Of which its content may change. */
	name: string;
	/** Path of its address. */
	key: string;
	/** Path on disk, from the project's root. */
	path: string;
	contentType: string;
	cacheControl: string;
	/** Whether its name changes with its content. */
	hashed: boolean;
}

const page = "sample_calendar.html";

const contentTypes: Record<string, string> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".json": "application/json",
};

/** Bundles the page. All but the page itself is named after its content. */
export function bundleSite(): SiteFile[] {
	const assets = new Map([...bundle(), coastlinesFile()]);
	let html = readFileSync(join(root, "site", page), "utf8");
	for (const key of assets.keys()) html = html.replace(nameOf(key), key);
	const files = new Map([...assets, [page, html]]);
	const folder = cachedFolder("site", [...files.values()], (unfinished) => {
		for (const [key, text] of files) writeFileSync(join(unfinished, key), text);
	});
	return [...files.keys()].map((key) => describe(key, folder));
}

/** `main-HASH.js` and `main-HASH.css`. */
function bundle(): [key: string, text: string][] {
	const files = cachedBuild({
		entryPoints: ["site/main.ts", "site/main.css"],
		entryNames: "[name]-[hash]",
		bundle: true,
		minify: true,
		format: "esm",
		// The first that know `light-dark()`.
		target: ["chrome123", "firefox120", "safari17.5"],
		// Leaflet's pictures are small, and stay in its style sheet.
		loader: { ".png": "dataurl" },
		legalComments: "none",
		outdir: "site",
	});
	return files.map(({ path, text }) => [basename(path), text]);
}

function coastlinesFile(): [key: string, text: string] {
	const recipe = ["package-lock.json", "build/coastlines.ts"].map((file) =>
		readFileSync(join(root, file)),
	);
	const folder = cachedFolder("coastlines", recipe, (unfinished) =>
		writeFileSync(join(unfinished, "coastlines.json"), coastlines()),
	);
	const text = readFileSync(join(root, folder, "coastlines.json"), "utf8");
	const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
	return [`coastlines-${hash}.json`, text];
}

/** `main.js` of `main-HASH.js`. */
function nameOf(key: string): string {
	return key === page ? page : key.replace(/-\w+(\.\w+)$/, "$1");
}

function describe(key: string, folder: string): SiteFile {
	const hashed = key !== page;
	return {
		name: nameOf(key),
		key,
		path: join(folder, key),
		contentType: contentTypes[extname(key)] ?? "application/octet-stream",
		// A browser need never ask again for what is named after its content. For
		// the page it asks soon, and CloudFront after the hour of its policy.
		cacheControl: hashed
			? "public, max-age=31536000, immutable"
			: "public, max-age=60, s-maxage=3600",
		hashed,
	};
}
