import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fill, temporaryFolders } from "../tests/folders.ts";
import { watchProgram } from "./watch.ts";

describe("A watched program", () => {
	const temporaryFolder = temporaryFolders();
	for (const [what, file] of [
		["in a data folder outside of the program", "data/anomalies202408.geojson"],
		["of the stack's configuration", "program/Pulumi.dev.yaml"],
	] as const)
		it(`reports a change ${what}`, async () => {
			const folder = fill(temporaryFolder(), {
				"data/anomalies202407.geojson": "",
				"program/Pulumi.yaml": "",
			});
			const watching = new AbortController();
			await new Promise<void>((resolve) => {
				watchProgram(
					join(folder, "program"),
					{ folders: [], data: [join(folder, "data")] },
					async () => resolve(),
					watching.signal,
				);
				writeFileSync(join(folder, file), "");
			});
			watching.abort();
		});
});
