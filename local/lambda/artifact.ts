/** What is declared as code, as files. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../core/usageError.ts";
import type { Asset, Declarations, StateOf } from "../evaluate/declarations.ts";

/** Folders of a function, as Lambda mounts them. */
export interface Artifact {
	/** `/var/task`: the code. */
	taskRoot: string;
	/** `/opt`: its layers, a later one over an earlier one. */
	opt: string;
}

/** @throws UsageError when a layer is not one of the program */
export function unpackFunction(
	declarations: Declarations,
	{ name, code, layers }: StateOf<"lambda.Function">,
	folder: string,
): Artifact {
	const taskRoot = join(folder, "var", "task");
	const opt = join(folder, "opt");
	unpack(code as unknown as Asset, taskRoot);
	for (const arn of layers ?? []) {
		const layer = declarations.find("lambda.LayerVersion", { arn });
		if (!layer)
			throw new UsageError(
				`${name} uses the layer ${arn}, which is not declared; local/ has no copy of it`,
			);
		unpack(layer.code as unknown as Asset, opt);
	}
	return { taskRoot, opt };
}

function unpack(archive: Asset, folder: string): void {
	if ("path" in archive) cpSync(archive.path, folder, { recursive: true });
	else if ("assets" in archive)
		for (const [name, asset] of Object.entries(archive.assets))
			unpack(asset, join(folder, name));
	else {
		mkdirSync(dirname(folder), { recursive: true });
		writeFileSync(folder, archive.text);
	}
}
