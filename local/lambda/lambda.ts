/** The declared functions and their aliases. */
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Invoke } from "../core/service.ts";
import { removeFolder, temporaryFolder } from "../core/temporaryFolder.ts";
import { UsageError } from "../core/usageError.ts";
import type { Asset, Declarations, StateOf } from "../evaluate/declarations.ts";
import {
	type Artifact,
	environmentOf,
	type Surroundings,
} from "./configuration.ts";
import { writeRuntime } from "./environment.ts";
import { Pool } from "./pool.ts";

type Alias = StateOf<"lambda.Alias">;

export type Functions = ReturnType<typeof serveFunctions>;

export interface FunctionsOptions {
	/** From 0 to 1; it chooses the version of an alias. */
	random?: (() => number) | undefined;
	/** The largest number of environments of a version. */
	maxEnvironments?: number | undefined;
}

export function serveFunctions(
	declarations: Declarations,
	surroundings: Surroundings,
	{ random = Math.random, maxEnvironments }: FunctionsOptions = {},
) {
	// Outside of the project, so that code does not find the project's packages.
	const folder = temporaryFolder("functions");
	// No package.json of a parent folder decides the type of the modules.
	writeFileSync(join(folder, "package.json"), "{}");
	const runtime = writeRuntime(folder);
	/** By function name and version. */
	const pools = new Map<string, Pool>();

	const poolOf = ({ functionName: name }: Alias, version: string) => {
		const key = `${name}/${version}`;
		const known = pools.get(key);
		if (known) return known;
		const declared = declarations.get("lambda.Function", { name });
		const artifact = unpackFunction(declarations, declared, join(folder, key));
		const pool = new Pool(
			environmentOf(declared, version, runtime, artifact, surroundings),
			maxEnvironments,
		);
		pools.set(key, pool);
		return pool;
	};
	/** Invokes an alias in the version that its weights choose. */
	const invoke: Invoke = async (arn, { event, traceId }) => {
		const alias = declarations.get("lambda.Alias", { arn });
		return poolOf(alias, versionOf(alias, random())).invoke({
			payload: JSON.stringify(event),
			requestId: randomUUID(),
			traceId,
			functionArn: arn,
		});
	};
	/**
	 * Starts an environment of each alias with provisioned concurrency.
	 * @throws UsageError for code that does not load, for which an update of the stack fails
	 * @see https://github.com/open-telemetry/opentelemetry-lambda/issues/179
	 */
	const provision = async () => {
		const declared = declarations.all("lambda.ProvisionedConcurrencyConfig");
		for (const { functionName, qualifier: name } of declared) {
			const alias = declarations.get("lambda.Alias", { functionName, name });
			const error = await poolOf(alias, alias.functionVersion).provision();
			if (error)
				throw new UsageError(
					`the function ${functionName} does not load: ${error.errorType}: ${error.errorMessage.split("\n")[0]}; correct its code, with which an update would fail by FUNCTION_ERROR_INIT_FAILURE`,
				);
		}
	};
	const close = async () => {
		await Promise.all([...pools.values()].map((pool) => pool.close()));
		removeFolder(folder);
	};
	return { invoke, provision, close };
}

/**
 * The version of an alias by its weights.
 * @param random from 0 to 1
 */
function versionOf(
	{ functionVersion, routingConfig }: Alias,
	random: number,
): string {
	let left = random;
	const weights = routingConfig?.additionalVersionWeights ?? {};
	for (const [version, weight] of Object.entries(weights)) {
		left -= weight;
		if (left < 0) return version;
	}
	return functionVersion;
}

/**
 * Writes code and layers into a folder.
 * @throws UsageError for a layer that the program does not declare
 */
export function unpackFunction(
	declarations: Declarations,
	{ code, layers = [] }: StateOf<"lambda.Function">,
	folder: string,
): Artifact {
	const taskRoot = join(folder, "var", "task");
	const opt = join(folder, "opt");
	unpack(code as unknown as Asset, taskRoot);
	for (const arn of layers) {
		const layer = declarations.get("lambda.LayerVersion", { arn });
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
