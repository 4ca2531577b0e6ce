/** Files that are there as a whole, or not at all. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes beside the file, and puts it in its place; folders above it are made. */
export function writeWhole(file: string, content: string | Uint8Array): void {
	mkdirSync(dirname(file), { recursive: true });
	const unfinished = `${file}.${process.pid}.unfinished`;
	try {
		writeFileSync(unfinished, content);
		renameSync(unfinished, file);
	} catch (error) {
		rmSync(unfinished, { force: true });
		throw error;
	}
}
