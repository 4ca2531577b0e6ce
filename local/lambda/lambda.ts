/** The declared functions and their aliases. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Invoke } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { unpackFunction } from "./artifact.ts";
import { environmentOf, type Surroundings } from "./configuration.ts";
import { writeRuntime } from "./environment.ts";
import { Pool } from "./pool.ts";

type Alias = StateOf<"lambda.Alias">;

export interface LambdaOptions extends Surroundings {
	/** From 0 to 1: which version of an alias answers. */
	random?: () => number;
}

export class Lambda {
	readonly #declarations: Declarations;
	readonly #options: LambdaOptions;
	/** Code and layers are unpacked outside of the project, whose packages they must not find. */
	readonly #folder = mkdtempSync(join(tmpdir(), "functions-"));
	readonly #runtime = writeRuntime(this.#folder);
	/** By function name and version. */
	readonly #pools = new Map<string, Pool>();

	constructor(declarations: Declarations, options: LambdaOptions) {
		// What a package.json further up says of modules is not for the functions.
		writeFileSync(join(this.#folder, "package.json"), "{}");
		this.#declarations = declarations;
		this.#options = options;
	}

	/**
	 * Starts what provisioned concurrency keeps warm.
	 * @throws UsageError when the code does not start: AWS would not deploy it
	 */
	async start(): Promise<void> {
		for (const config of this.#declarations.all(
			"lambda.ProvisionedConcurrencyConfig",
		)) {
			const { functionName, qualifier: name } = config;
			const wanted = { functionName, name };
			for (const alias of this.#declarations.all("lambda.Alias", wanted)) {
				const failed = await this.#pool(alias, alias.functionVersion).keepWarm(
					config.provisionedConcurrentExecutions,
				);
				if (failed)
					throw new UsageError(
						`the code of ${functionName} does not start: ${failed.errorType}: ${failed.errorMessage}`,
					);
			}
		}
	}

	/** Invokes the alias with this ARN, in the version that its weights say. */
	invoke: Invoke = async (arn, { event, traceId }) => {
		const alias = this.#declarations.find("lambda.Alias", { arn });
		if (!alias) throw new Error(`no alias is declared with ARN ${arn}`);
		const random = this.#options.random ?? Math.random;
		return this.#pool(alias, versionOf(alias, random())).invoke({
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
			environmentOf(declared, version, this.#runtime, artifact, this.#options),
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
