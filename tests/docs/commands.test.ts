import { execFile } from "node:child_process";
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { costReport } from "../../tools/cost/command.ts";
import { declared } from "../support/declared.ts";
import { startSystem } from "../support/startSystem.ts";

const run = promisify(execFile);

const texts = [
	"README.md",
	"CONTRIBUTING.md",
	...readdirSync(join(root, "docs"))
		.filter((file) => file.endsWith(".md"))
		.map((file) => `docs/${file}`),
].map((file) => readFileSync(join(root, file), "utf8"));

const { scripts } = JSON.parse(
	readFileSync(join(root, "package.json"), "utf8"),
) as { scripts: Record<string, string> };

/** The `npm run NAME -- …` commands in the documents: arguments by script. */
const documented = texts
	.flatMap((text) => [
		...text.matchAll(/\bnpm (?:run ([\w:]+)|(start)) -- ([^`\n|#]+)/g),
	])
	.map(([, name, word, rest = ""]) => ({
		script: name ?? word ?? "",
		args: rest.trim().split(/\s+/),
	}));

const optionsOf = (text: string) => [
	...new Set([...text.matchAll(/--[a-z][\w-]+/g)].map(([option]) => option)),
];

describe("The npm commands in the documents", () => {
	it("use options that exist", () => {
		for (const [script, file] of Object.entries({
			start: "local/cli/cli.ts",
			bench: "bench/main.ts",
			canary: "tools/canary/main.ts",
			cost: "tools/cost/command.ts",
			preview: "tools/preview/main.ts",
			"test:busy": "tools/test-busy.ts",
		})) {
			const source = readFileSync(join(root, file), "utf8");
			const [, usage = ""] = /const usage =\s+"([^"]+)"/.exec(source) ?? [];
			for (const option of optionsOf(usage))
				expect(source, `${script} ${option}`).to.match(
					new RegExp(`\\b"?${option.slice(2)}"?: \\{\\s+type:`),
				);
			// Commander's way to declare an option.
			const declared = source.match(/\.option\(\s*"--[\w-]+/g) ?? [];
			const known = optionsOf([usage, ...declared].join(" "));
			for (const { args } of documented.filter((one) => one.script === script))
				expect(known, script).to.include.members(optionsOf(args.join(" ")));
		}
	});

	it("run programs that exist", () => {
		for (const [name, script] of Object.entries(scripts))
			for (const [file] of script.matchAll(/\b(?:bench|tools)\/[\w/-]+\.\w+/g))
				expect(existsSync(join(root, file)), `${name}: ${file}`).to.equal(true);
	});

	it("print the cost of a month", async () => {
		const commands = documented.filter(({ script }) => script === "cost");
		expect(commands.length).to.be.above(1);
		for (const { args } of commands)
			expect(await costReport(args, (stack) => declared({}, stack))).to.match(
				/^total +\d+\.\d\d +\d+\.\d\d$/m,
			);
	});

	it("request addresses that the stack serves", async () => {
		const paths = texts
			.flatMap((text) => [
				...text.matchAll(/curl -s "\$\(npx pulumi stack output url\)([^"]+)"/g),
			])
			.map(([, path = ""]) => path);
		expect(new Set(paths)).to.include("/api/health");
		const system = await startSystem();
		try {
			for (const path of new Set(paths))
				expect((await fetch(system.url + path)).status, path).to.equal(200);
		} finally {
			await system.stop();
		}
	});

	it("split a restored table's items into batches that DynamoDB accepts", async () => {
		const operate = readFileSync(join(root, "docs/operate.md"), "utf8");
		const [script] = /node -e '[^']+' "\$table"/.exec(operate) ?? [];
		expect(script).to.be.a("string");
		const folder = mkdtempSync(join(tmpdir(), "restore-"));
		try {
			const items = Array.from({ length: 60 }, (_, at) => ({
				PutRequest: { Item: { cache_key: { S: String(at) } } },
			}));
			writeFileSync(join(folder, "items.json"), JSON.stringify(items));
			const { stdout } = await run("sh", ["-c", String(script)], {
				cwd: folder,
				env: { ...process.env, table: "prod-CO2ReasoningCache" },
			});
			const batches = stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)["prod-CO2ReasoningCache"]);
			expect(batches.map(({ length }) => length)).to.deep.equal([25, 25, 10]);
			expect(batches.flat()).to.deep.equal(items);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
