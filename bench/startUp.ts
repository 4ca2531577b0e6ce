import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import { options } from "../build/functions.ts";
import { root } from "../build/projectRoot.ts";
import { Evaluator } from "../local/evaluate/declarations.ts";
import { stackConfig } from "../tools/local.ts";
import { type Artifact, unpack } from "./support/artifact.ts";
import { type Benchmark, comparison } from "./support/benchmark.ts";
import { temporaryFolder } from "./support/data.ts";

/** Node.js of the deployed runtime if it is given, otherwise that of this process. */
const node = process.env.NODE24 ?? process.execPath;

const warmUp = 3;
const rounds = 40;

type Loadable = Pick<Artifact, "file" | "variables">;

/** Measures the time to load the handler. */
export const startUp: Benchmark = {
	name: "startUp",
	async run() {
		const { resources } = await new Evaluator().read(
			stackConfig("dev", { geminiKey: "none" }),
		);
		const version = spawnSync(node, ["--version"], { encoding: "utf8" });
		const artifact = unpack(resources);
		const [measured, oneClient, eager] = [[], [], []] as [
			number[][],
			number[][],
			number[][],
		];
		const loaded = [
			[artifact, measured],
			[bundleOneClient(artifact), oneClient],
			[bundleEager(artifact), eager],
		] as const;
		for (let round = -warmUp; round < rounds; round++)
			for (const [loadable, times] of loaded) {
				const took = timeToLoad(loadable);
				if (round >= 0) times.push([took]);
			}

		const row = (comparedWith: string, compared: number[][], atMost: number) =>
			comparison({
				question: `start-up of the deployed artifact, Node ${version.stdout.trim().slice(1)}`,
				comparedWith,
				unit: "ms",
				measured,
				compared,
				goal: { atMost },
				note: "Time of `require` in a fresh process until the handler is loaded, without the start of Node.js, which is the same for all.",
			});
		return [
			row("a file that constructs one DynamoDBClient", oneClient, 1.2),
			row("the eager bundle with esbuild's defaults", eager, 0.5),
		];
	},
};

/** Milliseconds to load the file in a fresh process. */
function timeToLoad({ file, variables }: Loadable): number {
	const script = `
		const started = performance.now();
		require(${JSON.stringify(file)});
		process.stdout.write(String(performance.now() - started));
		process.exit();`;
	const { stdout, stderr, status } = spawnSync(node, ["-e", script], {
		env: variables,
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(stderr);
	return Number(stdout);
}

/** (a): the lower bound of a start-up, bundled as the function is, with the client in a layer. */
function bundleOneClient({ variables }: Artifact): Loadable {
	const folder = temporaryFolder();
	const modules = join(folder, "opt", "nodejs", "node_modules");
	const client = "@aws-sdk/client-dynamodb";
	bundle(
		`export { DynamoDBClient } from "${client}";`,
		join(modules, client, "index.js"),
		{ ...options, minify: true },
	);
	const file = join(folder, "index.js");
	writeFileSync(
		file,
		`const { DynamoDBClient } = require("${client}"); exports.client = new DynamoDBClient();`,
	);
	writeFileSync(join(folder, "package.json"), '{"type":"commonjs"}');
	return { file, variables: { ...variables, NODE_PATH: modules } };
}

/** (b): all imports of the function at the top of one file. */
function bundleEager({ variables }: Artifact): Loadable {
	const file = join(temporaryFolder(), "index.js");
	bundle(
		`import "./adapters/missDependencies.ts";
		import "./adapters/logger.ts";
		import "./adapters/xray.ts";
		export { handler } from "./handler.ts";`,
		file,
		{ bundle: true, platform: "node", logLevel: "error" },
	);
	return { file, variables };
}

function bundle(contents: string, outfile: string, how: BuildOptions): void {
	buildSync({
		...how,
		absWorkingDir: root,
		stdin: { contents, resolveDir: join(root, "functions/reasoning") },
		outfile,
	});
}
