import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { root } from "../build/projectRoot.ts";
import { testConfig } from "./support/stacks.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");

describe("README.md", () => {
	it("has each configuration key with the values of both stacks", () => {
		const { name, config } = parse(read("Pulumi.yaml"));
		const cell = (stack: string, key: string) => {
			if (config[key].secret) return "required";
			const value = testConfig(stack).values[`${name}:${key}`];
			return value === "" || value === "{}" ? "–" : `\`${value}\``;
		};
		const expected = Object.entries<{ description: string }>(config).map(
			([key, { description }]) =>
				`| \`${key}\` | ${cell("dev", key)} | ${cell("prod", key)} | ${description} |`,
		);
		const [, section = ""] = read("README.md").split("## Configuration");
		const [rows = ""] = section.split("\n## ");
		expect(rows.split("\n").filter((line) => line.startsWith("| `"))).to.eql(
			expected,
		);
	});

	it("names commands and files that exist", () => {
		const { scripts } = JSON.parse(read("package.json"));
		for (const file of [
			"README.md",
			"docs/architecture.md",
			"docs/migrate.md",
			"docs/operate.md",
		]) {
			const text = read(file);
			for (const [, script] of text.matchAll(/npm run ([\w:]+)/g))
				expect(scripts, file).to.have.property(String(script));
			for (const [, path] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
				expect(existsSync(join(root, file, "..", String(path))), path).to.equal(
					true,
				);
		}
	});
});
