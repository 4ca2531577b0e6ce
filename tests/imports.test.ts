import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect } from "chai";
import { root } from "../build/projectRoot.ts";

/** By folder: the other folders that it may import from. */
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

/** Tests may import everything, except those of `local/`, which belong to the package. */
const isFree = (file: string) =>
	file.endsWith(".test.ts") && !file.startsWith("local/");

interface Import {
	file: string;
	/** A type import, which does not exist when the program runs. */
	isType: boolean;
}

/** A path with slashes, on Windows too. */
const slashed = (path: string) => path.replaceAll(sep, "/");

/** The imports of each file of the project. */
const imports = new Map(
	Object.keys(below)
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true }).map((file) =>
				slashed(join(folder, String(file))),
			),
		)
		.filter((file) => /\.m?[jt]s$/.test(file) && !file.includes("node_modules"))
		.map((file) => [file, importsOf(file)]),
);

function importsOf(file: string): Import[] {
	const text = readFileSync(join(root, file), "utf8");
	const statements = text.matchAll(
		/^(?:import|export)\b( type\b)?(?:[^;"=]*\bfrom)? "(\.[^"]+)"/gm,
	);
	return [...statements].map(([, type, name = ""]) => ({
		file: slashed(relative(root, join(root, dirname(file), name))),
		isType: type !== undefined,
	}));
}

const folderOf = (file: string) => file.split("/")[0] ?? "";

describe("The project's files", () => {
	it("import only from their own folder and the folders below it", () => {
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

	it("have no circular imports", () => {
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
