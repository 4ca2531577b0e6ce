/** What the program builds is kept under `.cache`, by the hash of what it is made of. */
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "..");

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
	const cache = join(root, ".cache");
	const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
	if (!existsSync(folder)) {
		mkdirSync(cache, { recursive: true });
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
	return relative(root, folder);
}
