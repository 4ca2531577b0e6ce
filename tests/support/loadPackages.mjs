/**
 * Loads the ES modules of packages as they are. tsx rewrites each `import()`, for
 * which it parses h5wasm's 4 MB in 2.6 s.
 *
 * JavaScript, because Node.js 20 loads it a second time in the thread of its hooks.
 * @see https://nodejs.org/api/module.html#customization-hooks
 */
import { readFileSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

/** @type {import("node:module").LoadHook} */
export const load = (url, context, nextLoad) => {
	if (context.format !== "module" || !url.includes("/node_modules/"))
		return nextLoad(url, context);
	const source = readFileSync(fileURLToPath(url));
	return { format: "module", source, shortCircuit: true };
};

/**
 * What newer versions have.
 * @type {typeof module & { registerHooks?: (hooks: object) => void }}
 */
const { registerHooks } = module;

// The hook that was registered last is called first.
if (registerHooks) registerHooks({ load });
// Only for Node.js 20.
else if (isMainThread) module.register(import.meta.url);
