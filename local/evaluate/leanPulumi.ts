/**
 * Halves the time of loading Pulumi when it is imported before it. What stays out
 * serves to serialize callbacks as functions, and to run the CLI from a program.
 * @see https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 * @see https://www.pulumi.com/docs/iac/automation-api/
 */
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const pulumi = require.resolve("@pulumi/pulumi");

for (const name of [
	"typescript",
	"@npmcli/arborist",
	"normalize-package-data",
	"./automation",
]) {
	const file = createRequire(pulumi).resolve(name);
	// A tool that has loaded it keeps it.
	require.cache[file] ??= Object.assign(new Module(file), { loaded: true });
}
