/** `npm run preview`: writes what an update of the stacks would change, as Markdown for a pull request. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { root } from "../../build/projectRoot.ts";
import { commentOf, type Preview } from "./comment.ts";

const usage = "npm run preview -- --stack dev --stack prod --out preview.md";

function options() {
	try {
		return parseArgs({
			options: {
				stack: { type: "string", multiple: true, default: ["dev", "prod"] },
				out: { type: "string", default: "preview.md" },
			},
		}).values;
	} catch (error) {
		console.error(`${(error as Error).message}. Try: ${usage}`);
		process.exit(2);
	}
}

const { stack: stacks, out } = options();
const previews = stacks.map((stack): Preview => {
	const { status, stdout, stderr } = spawnSync(
		"npx",
		["--no-install", "pulumi", "preview", "--diff", "--non-interactive"].concat(
			"--color=never",
			`--stack=${stack}`,
		),
		{ cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
	);
	return { stack, succeeded: status === 0, text: `${stdout}\n${stderr}` };
});
writeFileSync(out, commentOf(previews));
if (previews.some(({ succeeded }) => !succeeded)) process.exitCode = 1;
