import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");

/** All documents for readers. */
const files = [
	...readdirSync(root).filter((file) => file.endsWith(".md")),
	...readdirSync(join(root, "docs"))
		.filter((file) => file.endsWith(".md"))
		.map((file) => `docs/${file}`),
	"local/README.md",
];
const texts = new Map(files.map((file) => [file, read(file)]));

/** The anchors that GitHub generates for headings. */
function anchorsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

describe("The names in the documents", () => {
	it("refer to files and headings that exist", () => {
		const links = [...texts].flatMap(([file, text]) =>
			[...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
				([, link = ""]) => [file, link] as const,
			),
		);
		expect(links.length).to.be.above(40);
		for (const [file, link] of links) {
			const [path = "", anchor] = link.split("#");
			const target = path ? join(dirname(file), path) : file;
			expect(existsSync(join(root, target)), `${file}: ${link}`).to.equal(true);
			if (anchor)
				expect(anchorsOf(read(target)), `${file}: ${link}`).to.include(anchor);
		}
	});

	it("refer to settings, outputs and fields that the program has", () => {
		const code = ["components", "contract", "functions", "local", "tools"]
			.flatMap((folder) =>
				readdirSync(join(root, folder), { recursive: true }).map((file) =>
					join(folder, String(file)),
				),
			)
			.filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
			.concat("index.ts", "Pulumi.yaml", "package.json")
			.map(read)
			.join("\n");
		// This document also names things that the project does not use.
		for (const [file, text] of texts)
			if (file !== "docs/architecture.md")
				for (const [, name = ""] of text.matchAll(/`([a-z]+[A-Z][A-Za-z]+)`/g))
					expect(code.includes(name), `${file}: ${name}`).to.equal(true);
	});

	it("refer to npm scripts that exist, and cover every script for users", () => {
		const { scripts } = JSON.parse(read("package.json"));
		const named = new Set(
			[...texts.values()].flatMap((text) =>
				[...text.matchAll(/\bnpm (?:run ([\w:]+)|(test|start)\b)/g)].map(
					([, name, word]) => name ?? word ?? "",
				),
			),
		);
		for (const name of named) expect(scripts).to.have.property(name);
		expect(
			Object.keys(scripts).filter((name) => !named.has(name)),
		).to.deep.equal([]);
	});
});
