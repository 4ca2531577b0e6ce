/**
 * Bundles the functions for AWS when the program runs, so `pulumi up` needs no
 * build step before it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync, version } from "esbuild";
import { withoutFaults } from "./brokenSource.ts";
import { cachedBuild, cachedFolder } from "./cache.ts";
import { noticesFile, packagesOf, thirdPartyNotices } from "./notices.ts";
import { root } from "./projectRoot.ts";

export interface ReasoningBundle {
	/** Folder with our own code: `index.js`. */
	code: string;
	/** Folder with the third-party code, as a Lambda layer lays it out. */
	layer: string;
}

/**
 * CommonJS, because only `require` finds packages of a layer. `module` before
 * `main` halves the AWS clients, whose ES modules can be tree-shaken.
 */
export const options = {
	bundle: true,
	platform: "node",
	target: "node24",
	format: "cjs",
	mainFields: ["module", "main"],
	legalComments: "none",
	logLevel: "silent",
} satisfies BuildOptions;

const entryPoint = "functions/reasoning/handler.ts";

/** Bundles the reasoning function. */
export function bundleReasoning(): ReasoningBundle {
	return { code: bundleCode(), layer: bundleLayer(importedPackages()) };
}

function bundleCode(): string {
	const {
		files: [bundle],
	} = cachedBuild({
		...options,
		entryPoints: [entryPoint],
		packages: "external",
		// Identifiers stay for the stack traces in the log.
		minifyWhitespace: true,
		minifySyntax: true,
	});
	const files = {
		"index.js": bundle?.text ?? "",
		// CommonJS in every folder.
		"package.json": '{"type":"commonjs"}',
	};
	return cachedFolder("function", [JSON.stringify(files)], (folder) => {
		for (const [name, text] of Object.entries(files))
			writeFileSync(join(folder, name), text);
	});
}

/**
 * For each package, the source of a module that exports only what the function
 * imports, so that a bundle of it contains only that part of the package.
 */
function importedPackages(): Map<string, string> {
	const {
		files: [bundle],
	} = cachedBuild({
		...options,
		entryPoints: [entryPoint],
		packages: "external",
		// In an ES module, each import is a line at the top.
		format: "esm",
	});
	const text = bundle?.text ?? "";
	const members = new Map<string, Set<string> | undefined>();
	const imports =
		/^import (\w+|\* as \w+|\{[^}]*\}) from "((?!node:)[^"]+)";$/gm;
	for (const [, clause = "", name = ""] of text.matchAll(imports)) {
		const imported = membersOf(clause, text);
		const known = members.get(name);
		if (members.has(name) && !known !== !imported)
			throw new Error(
				`import ${name} as a whole or by its names in the function, not in both ways`,
			);
		members.set(name, imported && new Set([...(known ?? []), ...imported]));
	}
	const sources = [...members].map(
		([name, names]) =>
			[
				name,
				names
					? `export { ${[...names].sort().join(", ")} } from "${name}";`
					: // A default import of CommonJS is the module itself.
						`module.exports = require("${name}");`,
			] as const,
	);
	return new Map(sources);
}

/** The names in an import clause; undefined for a default import. */
function membersOf(clause: string, text: string): string[] | undefined {
	const [, namespace] = /^\* as (\w+)$/.exec(clause) ?? [];
	if (namespace) {
		const uses = text.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, "g"));
		return [...uses].map(([, member = ""]) => member);
	}
	if (!clause.startsWith("{")) return undefined;
	return clause
		.slice(1, -1)
		.split(",")
		.map((item) => item.trim().split(" as ")[0] ?? "");
}

/** Bundles each package into one file, again only when the lock file or the imports change. */
function bundleLayer(packages: Map<string, string>): string {
	const [lock, legalTexts] = ["package-lock.json", "build/notices.ts"].map(
		(file) => readFileSync(join(root, file), "utf8"),
	);
	const recipe = [version, options, [...packages], lock, legalTexts];
	return cachedFolder("layer", [JSON.stringify(recipe)], (folder) => {
		const entries = mkdtempSync(join(root, ".cache", "entries-"));
		const entryPoints: Record<string, string> = {};
		for (const [name, source] of packages) {
			const type = source.startsWith("export") ? "mjs" : "cjs";
			const entry = join(entries, `${name.replaceAll("/", "__")}.${type}`);
			writeFileSync(entry, source);
			entryPoints[`nodejs/node_modules/${name}/index`] = entry;
		}
		const { metafile } = withoutFaults(() =>
			buildSync({
				...options,
				absWorkingDir: root,
				entryPoints,
				metafile: true,
				minify: true,
				outdir: folder,
			}),
		);
		rmSync(entries, { recursive: true });
		writeFileSync(
			join(folder, noticesFile),
			thirdPartyNotices(packagesOf(Object.keys(metafile.inputs))),
		);
	});
}

/**
 * The features of cloudfront-js-2.0 beyond ES5. esbuild rewrites or refuses all others.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html#writing-functions-javascript-features-core-20
 */
const edgeRuntime = {
	target: "es5",
	supported: {
		arrow: true,
		"async-await": true,
		"const-and-let": true,
		"exponent-operator": true,
		"rest-argument": true,
		"template-literal": true,
	},
} satisfies BuildOptions;

/**
 * The source of the CloudFront Function: a script with a function `handler`.
 * @param knownPath the valid paths, as a regular expression
 */
export function edgeFunctionCode(knownPath: string): string {
	const {
		files: [script],
	} = cachedBuild({
		...edgeRuntime,
		define: { knownPath: JSON.stringify(knownPath) },
		entryPoints: ["functions/edge/viewerRequest.ts"],
		// Without the project's tsconfig.json, which would prepend "use strict".
		tsconfigRaw: {},
	});
	return (script?.text ?? "").replace(
		"export function handler",
		"function handler",
	);
}
