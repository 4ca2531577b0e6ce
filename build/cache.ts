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

/** What a build made, and the files that it was made of, from the project's root. */
export interface Build {
	files: Built[];
	inputs: string[];
}

/** A build as it is kept: with the hash of each input. */
interface Kept {
	inputs: Record<string, string>;
	outputs: Built[];
}

/**
 * Bundles, unless a bundle is kept that was made with the same options of
 * files that did not change since: to look takes 5 ms, to bundle 100.
 */
export function cachedBuild(options: BuildOptions): Build {
	const settings = ["package-lock.json", "tsconfig.json"].map(hashOf);
	const recipe = JSON.stringify([version, options, settings]);
	const name = createHash("sha256").update(recipe).digest("hex").slice(0, 16);
	const file = join(root, ".cache", `build-${name}.json`);
	if (existsSync(file)) {
		const kept: Kept = JSON.parse(readFileSync(file, "utf8"));
		const isSame = ([path, hash]: [string, string]) => hashOf(path) === hash;
		if (Object.entries(kept.inputs).every(isSame)) return buildOf(kept);
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
	const made: Kept = {
		inputs: Object.fromEntries(
			Object.keys(metafile.inputs).map((path) => [path, hashOf(path)]),
		),
		outputs: outputFiles.map(({ path, text }) => ({ path, text })),
	};
	mkdirSync(join(root, ".cache"), { recursive: true });
	const unfinished = `${file}-${process.pid}`;
	writeFileSync(unfinished, JSON.stringify(made));
	renameSync(unfinished, file);
	return buildOf(made);
}

const buildOf = ({ inputs, outputs }: Kept): Build => ({
	files: outputs,
	inputs: Object.keys(inputs),
});

/** Of a file's content; "" when it is gone. */
function hashOf(path: string): string {
	const file = join(root, path);
	if (!existsSync(file)) return "";
	return createHash("sha256").update(readFileSync(file)).digest("hex");
}
