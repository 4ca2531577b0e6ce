/**
 * The functions as AWS takes them, made by esbuild when the program runs:
 * there is no build step before `pulumi up`, and nothing to forget.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync, transformSync, version } from "esbuild";
import { cachedFolder, root } from "../components/buildCache.ts";

export interface ReasoningBundle {
	/** Folder with our own code: `index.js`. */
	code: string;
	/** Folder with the third-party code, as a Lambda layer lays it out. */
	layer: string;
}

/**
 * CommonJS, because only `require` finds a layer; `module` before `main`
 * halves the AWS clients, whose ES modules can be tree-shaken.
 */
const options = {
	bundle: true,
	platform: "node",
	target: "node24",
	format: "cjs",
	mainFields: ["module", "main"],
	legalComments: "none",
	logLevel: "warning",
} satisfies BuildOptions;

const entryPoint = "functions/reasoning/handler.ts";

/** Bundles the reasoning function. */
export function bundleReasoning(): ReasoningBundle {
	return { code: bundleCode(), layer: bundleLayer(importedNames()) };
}

function bundleCode(): string {
	const { outputFiles } = buildSync({
		...options,
		absWorkingDir: root,
		entryPoints: [entryPoint],
		packages: "external",
		// Names are kept for the stack traces in the log.
		minifyWhitespace: true,
		minifySyntax: true,
		write: false,
	});
	const files = {
		"index.js": outputFiles[0]?.text ?? "",
		// Whatever folder it is unpacked in, this is CommonJS.
		"package.json": '{"type":"commonjs"}',
	};
	return cachedFolder("function", [JSON.stringify(files)], (folder) => {
		for (const [name, text] of Object.entries(files))
			writeFileSync(join(folder, name), text);
	});
}

/** What the function imports of each package, as `{ zod: ["object", …] }`. */
function importedNames(): Record<string, string[]> {
	const { outputFiles } = buildSync({
		...options,
		absWorkingDir: root,
		entryPoints: [entryPoint],
		packages: "external",
		format: "esm",
		write: false,
	});
	const text = outputFiles[0]?.text ?? "";
	const names: Record<string, string[]> = {};
	for (const [, namespace, list = "", name = ""] of text.matchAll(
		/^import (?:\* as (\w+)|\{([^}]*)\}) from "([^"]+)";$/gm,
	)) {
		if (name.startsWith("node:")) continue;
		const used = namespace
			? [...text.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, "g"))].map(
					([, member = ""]) => member,
				)
			: list.split(",").map((item) => item.trim().split(" as ")[0] ?? "");
		names[name] = [...new Set([...(names[name] ?? []), ...used])].sort();
	}
	return names;
}

/**
 * Each package in one file, with no more in it than the function imports. It
 * changes with the lock file and those names, so it is kept until they do.
 */
function bundleLayer(names: Record<string, string[]>): string {
	const lock = readFileSync(join(root, "package-lock.json"), "utf8");
	const recipe = JSON.stringify([version, options, names, lock]);
	return cachedFolder("layer", [recipe], (folder) => {
		const entries = mkdtempSync(join(root, ".cache", "entries-"));
		const entryPoints: Record<string, string> = {};
		for (const [name, members] of Object.entries(names)) {
			const entry = join(entries, `${name.replaceAll("/", "__")}.js`);
			writeFileSync(entry, `export { ${members.join(", ")} } from "${name}";`);
			entryPoints[`nodejs/node_modules/${name}/index`] = entry;
		}
		buildSync({
			...options,
			absWorkingDir: root,
			entryPoints,
			minify: true,
			outdir: folder,
		});
		rmSync(entries, { recursive: true });
	});
}

/** The source of the CloudFront Function: a script, which CloudFront calls `handler` of. */
export function edgeFunctionCode(): string {
	const file = join(root, "functions/edge/viewerRequest.ts");
	const { code } = transformSync(readFileSync(file, "utf8"), {
		loader: "ts",
		target: "es2020",
	});
	return code.replace("export function handler", "function handler");
}
