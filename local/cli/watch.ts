/** Follows changes of the program: components, function, page and configuration. */
import { watch } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";

/** `local/` itself is not followed: it is the one that runs. */
const folders = ["build", "components", "contract", "functions", "site"];
const files = /^(index\.ts|Pulumi(\.[\w.-]+)?\.yaml|package-lock\.json)$/;

/** An editor writes a file in several steps, and a branch is many files; milliseconds. */
const quiet = 50;

/**
 * Calls back after changes, once they have come to rest, and never twice at a time.
 * @param dataDir folder of the months, when it is not in the program's own
 */
export function watchProgram(
	dataDir: string | undefined,
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
		watch(join(root, folder), { recursive: true }, changed);
	if (dataDir) watch(dataDir, changed);
	watch(root, (_, file) => {
		if (file && files.test(file)) changed();
	});
}
