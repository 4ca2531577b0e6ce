/**
 * Halves the time of loading Pulumi when it is imported before it. Two packages
 * stay out that Pulumi needs only to serialize callbacks as functions.
 * @see https://www.pulumi.com/docs/iac/concepts/functions/function-serialization/
 */
import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);
const pulumi = require.resolve("@pulumi/pulumi");

for (const name of ["typescript", "@npmcli/arborist"]) {
	const file = createRequire(pulumi).resolve(name);
	// A tool that has loaded the package keeps it.
	require.cache[file] ??= Object.assign(new Module(file), { loaded: true });
}
