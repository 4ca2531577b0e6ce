/** Folders in the machine's temporary folder. They end with the process at the latest. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
process.once("exit", () => {
	for (const folder of folders) removeFolder(folder);
});

/** @param prefix of the folder's name */
export function temporaryFolder(prefix: string): string {
	const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
	folders.add(folder);
	return folder;
}

/** Removes a temporary folder and what is in it. */
export function removeFolder(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	folders.delete(folder);
}
