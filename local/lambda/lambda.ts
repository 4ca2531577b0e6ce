/** The declared functions and their aliases. */
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Invoke } from "../core/service.ts";
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

export class Lambda {
	readonly #declarations: Declarations;
	readonly #surroundings: Surroundings;
	readonly #random: () => number;
	/** Code and layers are unpacked outside of the project, whose packages they must not find. */
	readonly #folder = mkdtempSync(join(tmpdir(), "functions-"));
	readonly #runtime = writeRuntime(this.#folder);
	/** By function name and version. */
	readonly #pools = new Map<string, Pool>();

	/** @param random from 0 to 1: which version of an alias answers */
	constructor(
		declarations: Declarations,
		surroundings: Surroundings,
		random = Math.random,
	) {
		// What a package.json further up says of modules is not for the functions.
		writeFileSync(join(this.#folder, "package.json"), "{}");
		this.#declarations = declarations;
		this.#surroundings = surroundings;
		this.#random = random;
	}

	/** Invokes the alias with this ARN, in the version that its weights say. */
	invoke: Invoke = async (arn, { event, traceId }) => {
		const alias = this.#declarations.find("lambda.Alias", { arn });
		if (!alias) throw new Error(`no alias is declared with ARN ${arn}`);
		return this.#pool(alias, versionOf(alias, this.#random())).invoke({
			payload: JSON.stringify(event),
			requestId: randomUUID(),
			traceId,
			functionArn: arn,
		});
	};

	async close(): Promise<void> {
		await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
		rmSync(this.#folder, { recursive: true });
	}

	#pool({ functionName: name }: Alias, version: string): Pool {
		const key = `${name}:${version}`;
		const known = this.#pools.get(key);
		if (known) return known;
		const declared = this.#declarations.find("lambda.Function", { name });
		if (!declared) throw new Error(`no function is declared as ${name}`);
		const artifact = unpackFunction(
			this.#declarations,
			declared,
			join(this.#folder, name, version),
		);
		const pool = new Pool(
			environmentOf(
				declared,
				version,
				this.#runtime,
				artifact,
				this.#surroundings,
			),
		);
		this.#pools.set(key, pool);
		return pool;
	}
}

/**
 * By the alias's weights: its own version, or one of the others.
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

/** @throws UsageError when a layer is not one of the program */
function unpackFunction(
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
