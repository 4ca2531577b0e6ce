/**
 * Halves the time of loading Pulumi when it is imported before it. Two packages
 * stay out that Pulumi needs only to serialize callbacks as functions.
 *
 * JavaScript, so that it can run before tsx: Pulumi's files load faster when tsx
 * does not look for TypeScript and source maps beside each of them.
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
