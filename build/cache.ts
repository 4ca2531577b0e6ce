/** What the program builds is kept under `.cache`, by the hash of what it is made of. */
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, buildSync, version } from "esbuild";
import { withoutFaults } from "./brokenSource.ts";
import { root } from "./projectRoot.ts";

/**
 * A folder that is filled once for each content of `recipe`, and never seen
 * half filled.
 * @param recipe everything that the folder's content depends on
 * @returns the path from the project's root: the same on any machine
 */
export function cachedFolder(
	name: string,
	recipe: (string | Uint8Array)[],
	fill: (folder: string) => void,
): string {
	const hash = createHash("sha256");
	for (const part of recipe) hash.update(part);
	const path = `.cache/${name}-${hash.digest("hex").slice(0, 16)}`;
	const folder = join(root, path);
	if (!existsSync(folder)) {
		mkdirSync(dirname(folder), { recursive: true });
		const unfinished = mkdtempSync(`${folder}-`);
		try {
			fill(unfinished);
			renameSync(unfinished, folder);
		} catch (error) {
			rmSync(unfinished, { recursive: true });
			// Another process may have been faster, with the same content.
			if (!existsSync(folder)) throw error;
		}
	}
	return path;
}

/** A file that esbuild made, which is not written yet. */
export interface Built {
	path: string;
	text: string;
}

/** What was made, and the hash of each file that it was made of. */
interface Made {
	inputs: Record<string, string>;
	outputs: Built[];
}

/**
 * Bundles, unless a bundle is kept that was made with the same options of
 * files that did not change since: to look takes 5 ms, to bundle 100.
 */
export function cachedBuild(options: BuildOptions): Built[] {
	const settings = ["package-lock.json", "tsconfig.json"].map(hashOf);
	const recipe = JSON.stringify([version, options, settings]);
	const name = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
	const file = join(root, ".cache", `build-${name}.json`);
	if (existsSync(file)) {
		const { inputs, outputs }: Made = JSON.parse(readFileSync(file, "utf8"));
		const isSame = ([path, hash]: [string, string]) => hashOf(path) === hash;
		if (Object.entries(inputs).every(isSame)) return outputs;
	}
	const { outputFiles, metafile } = withoutFaults(() =>
		buildSync({
			...options,
			absWorkingDir: root,
			logLevel: "silent",
			metafile: true,
			write: false,
		}),
	);
	const made: Made = {
		inputs: Object.fromEntries(
			Object.keys(metafile.inputs).map((path) => [path, hashOf(path)]),
		),
		outputs: outputFiles.map(({ path, text }) => ({ path, text })),
	};
	mkdirSync(join(root, ".cache"), { recursive: true });
	const unfinished = `${file}-${process.pid}`;
	writeFileSync(unfinished, JSON.stringify(made));
	renameSync(unfinished, file);
	return made.outputs;
}

/** Of a file's content; "" when it is gone. */
function hashOf(path: string): string {
	const file = join(root, path);
	if (!existsSync(file)) return "";
	return createHash("sha256").update(readFileSync(file)).digest("hex");
}
