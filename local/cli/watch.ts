/** Follows changes of a program: its folders, its entry, its configuration. */
import { watch } from "node:fs";
import { join } from "node:path";

const files = /^(index\.ts|Pulumi(\.[\w.-]+)?\.yaml|package-lock\.json)$/;

/** An editor writes a file in several steps, and a branch is many files; milliseconds. */
const quiet = 50;

/**
 * Calls back after changes, once they have come to rest, and never twice at a time.
 * @param folders of code, with all that is below them
 * @param data folders that may be elsewhere
 */
export function watchProgram(
	program: string,
	{ folders, data }: { folders: string[]; data: string[] },
	onChange: () => Promise<void>,
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
		watch(join(program, folder), { recursive: true }, changed);
	for (const folder of data) watch(folder, changed);
	watch(program, (_, file) => {
		if (file && files.test(file)) changed();
	});
}
