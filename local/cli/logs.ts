/** Log groups as files. */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** Returns a function that appends a line to the file of a log group. The slashes of a group's name are folders. */
export function logFiles(folder: string): (name: string, line: string) => void {
	const broken = new Set<string>();
	return (name, line) => {
		const path = join(folder, `${name}.log`);
		try {
			mkdirSync(dirname(path), { recursive: true });
			appendFileSync(path, `${line}\n`);
		} catch (error) {
			const { message } = error as Error;
			if (!broken.has(name))
				console.error(`the log ${path} cannot be written: ${message}`);
			broken.add(name);
		}
	};
}
