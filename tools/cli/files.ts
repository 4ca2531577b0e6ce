/** Writes files atomically: a file is complete or does not exist. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a temporary file in the same folder and renames it. Creates missing parent folders. */
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
