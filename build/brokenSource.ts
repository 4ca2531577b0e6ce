import type { BuildFailure, BuildResult, Message } from "esbuild";
import { OperatorError } from "./operatorError.ts";

/** Errors of esbuild in the sources. `message` has a line for each, with file, line and column. */
export class BrokenSource extends OperatorError {
	constructor(faults: Message[]) {
		super("BrokenSource", faults.map(inOneLine).join("\n"));
	}
}

/**
 * Runs a build that logs nothing itself.
 * @throws BrokenSource also for warnings
 */
export function withoutFaults<T extends BuildResult>(build: () => T): T {
	const result = runBuild(build);
	if (result.warnings.length > 0) throw new BrokenSource(result.warnings);
	return result;
}

function runBuild<T>(build: () => T): T {
	try {
		return build();
	} catch (error) {
		const { errors } = error as Partial<BuildFailure>;
		throw errors ? new BrokenSource(errors) : error;
	}
}

function inOneLine({ location, text }: Message): string {
	if (!location) return text;
	const { file, line, column } = location;
	return `${file}:${line}:${column + 1}: ${text}`;
}
