/** Temporary folders of a test. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { removeFolder, temporaryFolder } from "../core/temporaryFolder.ts";

/** Returns a function that creates folders, which are removed after each test. Call it in a `describe`. */
export function temporaryFolders(): () => string {
	const made: string[] = [];
	afterEach(() => {
		for (const folder of made.splice(0)) removeFolder(folder);
	});
	return () => {
		const folder = temporaryFolder("co2-anomaly-map-test");
		made.push(folder);
		return folder;
	};
}

/** Writes files by their names; returns the folder. */
export function fill(
	folder: string,
	files: Record<string, string | Uint8Array>,
): string {
	for (const [name, content] of Object.entries(files)) {
		const file = join(folder, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	}
	return folder;
}
