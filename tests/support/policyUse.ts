/**
 * Checks, after all tests of the function, that they used exactly the actions
 * that the declared policy allows. The tests run in several processes, which
 * note the used actions in one file.
 */
import {
	appendFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";

/** A policy of the function's role. */
export interface Policy {
	Statement: { Action: string[] }[];
}

const variable = "POLICY_USE_FILE";
const noted = new Set<string>();

/** Notes what the declared policy allows. */
export function notePolicy({ Statement }: Policy): void {
	for (const { Action } of Statement)
		for (const action of Action) note(`allowed ${action}`);
}

/** Notes that the policy allowed the function an action. */
export function noteUse(action: string): void {
	note(`used ${action}`);
}

function note(line: string): void {
	const file = process.env[variable];
	if (!file || noted.has(line)) return;
	noted.add(line);
	appendFileSync(file, `${line}\n`);
}

/** Notes that a test file was run. */
export function noteFile(file: string): void {
	note(`file ${basename(file)}`);
}

/** Runs once, before all processes. */
export function beginNotes(): void {
	const file = join(mkdtempSync(join(tmpdir(), "policy-use-")), "used");
	writeFileSync(file, "");
	process.env[variable] = file;
}

/** Runs once, after all processes. It compares nothing when only some of the function's tests were run. */
export function compareNotes(): void {
	const file = process.env[variable] as string;
	const lines = readFileSync(file, "utf8").split("\n");
	rmSync(join(file, ".."), { recursive: true });
	const of = (kind: string) =>
		lines
			.filter((line) => line.startsWith(`${kind} `))
			.map((line) => line.slice(kind.length + 1));
	const files = new Set(of("file"));
	const all = readdirSync(join(root, "tests/functions/reasoning"));
	if (!all.every((one) => files.has(one))) return;
	const [used, allowed] = ["used", "allowed"].map((kind) =>
		[...new Set(of(kind))].sort(),
	);
	expect(used, "actions used").to.deep.equal(allowed);
}
