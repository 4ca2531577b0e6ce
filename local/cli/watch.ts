/** Watches a program: its folders, its entry, its configuration. */
import { watch } from "node:fs";
import { join } from "node:path";

const files = /^(index\.ts|Pulumi(\.[\w.-]+)?\.yaml|package-lock\.json)$/;

/** Milliseconds without a change before the callback: an editor writes in several steps, a checkout writes many files. */
const quiet = 50;

/**
 * Calls back after changes. Calls do not overlap.
 * @param folders of code, watched with their subfolders
 * @param data folders that may be outside of the program's
 * @param signal ends the watch
 */
export function watchProgram(
	program: string,
	{ folders, data }: { folders: string[]; data: string[] },
	onChange: () => Promise<void>,
	signal?: AbortSignal,
): void {
	let timer: NodeJS.Timeout | undefined;
	let running = Promise.resolve();
	const changed = () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			running = running.then(onChange);
		}, quiet);
	};
	for (const folder of folders)
		watch(join(program, folder), { recursive: true, signal }, changed);
	for (const folder of data) watch(folder, { signal }, changed);
	watch(program, { signal }, (_, file) => {
		if (file && files.test(file)) changed();
	});
}
