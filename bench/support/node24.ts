/** The Node of the deployed runtime, where this machine has it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";

/** Of `npm install`, which unpacks a Node for one platform; it runs no script. */
export const node24Package = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/**
 * This process's own Node if it is 24, else `NODE24`, else `node24` on the
 * path, else the one that `npm run bench:node24` fetched; else this one.
 */
export function findNode(): { path: string; version: string } {
	const fetched = join(
		root,
		".cache/node24/node_modules",
		node24Package,
		"bin/node",
	);
	const candidates = [process.execPath, process.env.NODE24, "node24", fetched];
	for (const path of candidates) {
		const version = path ? versionOf(path) : "";
		if (path && version.startsWith("v24.")) return { path, version };
	}
	return { path: process.execPath, version: process.version };
}

function versionOf(path: string): string {
	const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
	return stdout?.trim() ?? "";
}
