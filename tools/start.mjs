/**
 * `npm start`: serves what the program declares on this machine. `npm run dev` also reloads changes.
 *
 * JavaScript, so that Pulumi, which takes longest to load, already loads in its
 * own process while this one loads tsx.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEvaluation } from "../local/evaluate/startEvaluation.mjs";

const root = resolve(import.meta.dirname, "..");

// https://docs.npmjs.com/cli/configuring-npm/package-lock-json#packages
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const missing = Object.keys(lock.packages).find((path) => {
	const { dev, optional, devOptional } = lock.packages[path];
	return !dev && !optional && !devOptional && !existsSync(join(root, path));
});
if (missing) {
	console.error(
		`npm start needs ${missing}, which is not installed. To fix it: npm ci`,
	);
	process.exit(1);
}

const evaluation = startEvaluation(root);
const { register } = await import("tsx/esm/api");
register();
const [{ runCli }, { project }] = await Promise.all([
	import("../local/cli/cli.ts"),
	import("./local.ts"),
]);
await runCli(project(process.env.GEMINI_API_KEY || undefined, evaluation));
