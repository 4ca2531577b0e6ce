/**
 * Imported before Pulumi, halves the time of loading it: what it turns
 * callbacks into functions with stays out, for the program has no callbacks.
 * @see https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 */
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const pulumi = require.resolve("@pulumi/pulumi");

for (const name of ["typescript", "@npmcli/arborist"]) {
	const file = createRequire(pulumi).resolve(name);
	// A tool that has loaded it already goes on with it.
	require.cache[file] ??= Object.assign(new Module(file), { loaded: true });
}
