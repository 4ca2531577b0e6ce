/** `npm run bench:node24`: puts the deployed runtime's Node where the benchmarks find it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../build/projectRoot.ts";
import { node24Package } from "./support/node24.ts";

execFileSync(
	"npm",
	[
		"install",
		"--prefix",
		join(root, ".cache/node24"),
		"--no-audit",
		"--no-fund",
		`${node24Package}@24`,
	],
	{ stdio: "inherit", shell: process.platform === "win32" },
);
