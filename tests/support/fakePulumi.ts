/** A fake Pulumi CLI, which the project's `pulumi` package starts in place of the real one. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../../build/projectRoot.ts";

/**
 * Installs the CLI at the path of the real one, with a stack `dev` and a stack
 * `old` without outputs. Select it with `PULUMI_HOME`.
 */
export function installFakePulumi(home: string, outputs: unknown): void {
	const { version } = JSON.parse(
		readFileSync(join(root, "node_modules/pulumi/package.json"), "utf8"),
	);
	const file = join(home, "versions", version, "bin/pulumi");
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(join(home, "dev.json"), JSON.stringify(outputs));
	// A shell starts faster than Node.js.
	writeFileSync(
		file,
		`#!/bin/sh
case "$*" in
"stack output --json --stack dev") cat "$PULUMI_HOME/dev.json" ;;
"stack output --json --stack old") echo "{}" ;;
*)
	printf "Downloading pulumi\\nerror: no stack named 'none' found\\nmore about it\\n" >&2
	exit 255
	;;
esac
`,
	);
	chmodSync(file, 0o755);
}

/** Sets environment variables for the tests of a `describe`. Returns a function that sets more. */
export function environmentOfTests(): (
	variables: Record<string, string>,
) => void {
	const environment: NodeJS.ProcessEnv = {};
	// Not while Mocha loads the files: its global setup sets variables later.
	before(() => {
		Object.assign(environment, process.env);
	});
	after(() => {
		for (const name of Object.keys(process.env))
			if (!(name in environment)) delete process.env[name];
		Object.assign(process.env, environment);
	});
	return (variables) => {
		Object.assign(process.env, variables);
	};
}
