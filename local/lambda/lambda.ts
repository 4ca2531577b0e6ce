/** The declared functions and their aliases. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outcome } from "../core/service.ts";
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
	/** By ARN. */
	readonly #aliases: Map<string, Alias>;
	/** By function name and version. */
	readonly #pools = new Map<string, Pool>();

	constructor(declarations: Declarations, options: LambdaOptions) {
		// What a package.json further up says of modules is not for the functions.
		writeFileSync(join(this.#folder, "package.json"), "{}");
		this.#declarations = declarations;
		this.#options = options;
		this.#aliases = new Map(
			declarations.all("lambda.Alias").map((alias) => [alias.arn, alias]),
		);
	}

	/**
	 * Starts what provisioned concurrency keeps warm.
	 * @throws UsageError when the code does not start: AWS would not deploy it
	 */
	async start(): Promise<void> {
		const configs = this.#declarations.all(
			"lambda.ProvisionedConcurrencyConfig",
		);
		for (const config of configs)
			for (const alias of this.#aliases.values()) {
				const { functionName, name, functionVersion } = alias;
				if (functionName !== config.functionName || name !== config.qualifier)
					continue;
				const failed = await this.#pool(alias, functionVersion).keepWarm(
					config.provisionedConcurrentExecutions,
				);
				if (failed)
					throw new UsageError(
						`the code of ${functionName} does not start: ${failed.errorType}: ${failed.errorMessage}`,
					);
			}
	}

	/** Invokes the alias with this ARN, in the version that its weights say. */
	async invoke(
		aliasArn: string,
		{ event, traceId }: { event: unknown; traceId: string },
	): Promise<Outcome> {
		const alias = this.#aliases.get(aliasArn);
		if (!alias) throw new Error(`no alias is declared with ARN ${aliasArn}`);
		const random = this.#options.random ?? Math.random;
		const pool = this.#pool(alias, versionOf(alias, random()));
		return pool.invoke({
			payload: JSON.stringify(event),
			requestId: randomUUID(),
			traceId,
			functionArn: aliasArn,
		});
	}

	async close(): Promise<void> {
		await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
		rmSync(this.#folder, { recursive: true });
	}

	#pool({ functionName }: Alias, version: string): Pool {
		const key = `${functionName}:${version}`;
		const known = this.#pools.get(key);
		if (known) return known;
		const declared = this.#declarations
			.all("lambda.Function")
			.find(({ name }) => name === functionName);
		if (!declared)
			throw new Error(`no function is declared as ${functionName}`);
		const folder = join(this.#folder, functionName, version);
		const pool = new Pool(
			environmentOf(declared, version, {
				...this.#options,
				runtime: this.#runtime,
				artifact: unpackFunction(this.#declarations, declared, folder),
			}),
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
