import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";
import { root } from "../build/projectRoot.ts";

/** Folders, and those that each may import from beside itself. */
const below: Record<string, string[]> = {
	contract: [],
	local: [],
	build: ["contract"],
	functions: ["contract"],
	site: ["contract"],
	components: ["build", "contract"],
	"stand-ins": ["local"],
	tools: ["build", "components", "contract", "functions", "local", "stand-ins"],
};

/** Those of `local/` are a package's own: they know no more than it does. */
const isFree = (file: string) =>
	file.endsWith(".test.ts") && !file.startsWith("local/");

interface Import {
	file: string;
	/** Gone when the program runs. */
	isType: boolean;
}

/** What each file of the project imports. */
const imports = new Map(
	Object.keys(below)
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true }).map((file) =>
				join(folder, String(file)),
			),
		)
		.filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
		.map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): Import[] {
	const text = readFileSync(join(root, file), "utf8");
	const statements = text.matchAll(
		/^(?:import|export)\b( type\b)?(?:[^;"=]*\bfrom)? "(\.[^"]+)"/gm,
	);
	return [...statements].map(([, type, name = ""]) => ({
		file: relative(root, join(root, dirname(file), name)),
		isType: type !== undefined,
	}));
}

const folderOf = (file: string) => file.split("/")[0] ?? "";

describe("The project's files", () => {
	it("import from their own folder and those below it alone", () => {
		const upward = [...imports].flatMap(([file, imported]) => {
			const folder = folderOf(file);
			const allowed = [folder, ...(below[folder] ?? [])];
			return imported
				.filter(
					(other) => !isFree(file) && !allowed.includes(folderOf(other.file)),
				)
				.map((other) => `${file} imports ${other.file}`);
		});
		expect(imports.size).to.be.above(50);
		expect(upward).to.deep.equal([]);
	});

	it("import in no circle", () => {
		const circles: string[] = [];
		const done = new Set<string>();
		const visit = (file: string, path: string[]): void => {
			if (path.includes(file))
				circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
			if (done.has(file) || path.includes(file)) return;
			for (const other of imports.get(file) ?? [])
				if (!other.isType) visit(other.file, [...path, file]);
			done.add(file);
		};
		for (const file of imports.keys()) visit(file, []);
		expect(circles).to.deep.equal([]);
	});
});
