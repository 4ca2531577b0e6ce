/** The declared functions and their aliases; environments are made, reused and given up as AWS does it. */
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { lambda } from "@pulumi/aws";
import { root } from "../../components/buildCache.ts";
import { account } from "../program/computed.ts";
import type { Asset, Declarations, StateOf } from "../program/declarations.ts";
import { accessKeyOf, type Policies } from "../services/iam.ts";
import {
	Environment,
	type EnvironmentOptions,
	type Invocation,
	type Outcome,
} from "./environment.ts";

type Function = StateOf<lambda.Function>;
type Alias = StateOf<lambda.Alias>;

export interface LambdaOptions {
	/** Addresses that need not be told in AWS: `AWS_ENDPOINT_URL_…`, `GEMINI_BASE_URL`. */
	endpoints: Record<string, string>;
	/** Whether Lambda may log for a role is its policy's to say. */
	policies: Policies;
	/** Takes each line that a function writes to its log group. */
	log(logGroup: string, line: string): void;
}

/**
 * Environments of a version that run at once. Where AWS would start more, a
 * call waits here for a free one.
 */
const maxEnvironments = Math.max(8, 2 * availableParallelism());

export class Lambda {
	readonly #declarations: Declarations;
	readonly #options: LambdaOptions;
	/** Code and layers are unpacked outside of the project, whose packages they must not find. */
	readonly #folder = mkdtempSync(join(tmpdir(), "co2-anomaly-map-"));
	readonly #aliases: Alias[];
	/** By function name and version. */
	readonly #pools = new Map<string, Pool>();

	constructor(declarations: Declarations, options: LambdaOptions) {
		this.#declarations = declarations;
		this.#options = options;
		this.#aliases = declarations.all<lambda.Alias>("aws:lambda/alias:Alias");
	}

	/** Starts what provisioned concurrency keeps warm. */
	async start(): Promise<void> {
		const configs = this.#declarations.all<lambda.ProvisionedConcurrencyConfig>(
			"aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
		);
		for (const config of configs)
			for (const alias of this.#aliases)
				if (
					alias.functionName === config.functionName &&
					alias.name === config.qualifier
				)
					await this.#pool(alias, alias.functionVersion).warm(
						config.provisionedConcurrentExecutions,
					);
	}

	/** Invokes the alias with this ARN, in the version that its weights say. */
	invoke(
		aliasArn: string,
		invocation: Omit<Invocation, "requestId">,
	): Promise<Outcome> {
		const alias = this.#aliases.find(({ arn }) => arn === aliasArn);
		if (!alias) throw new Error(`no alias is declared with ARN ${aliasArn}`);
		return this.#pool(alias, versionOf(alias)).invoke({
			...invocation,
			requestId: randomUUID(),
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
			.all<lambda.Function>("aws:lambda/function:Function")
			.find(({ name }) => name === functionName);
		if (!declared)
			throw new Error(`no function is declared as ${functionName}`);
		const pool = new Pool(this.#environmentOf(declared, version));
		this.#pools.set(key, pool);
		return pool;
	}

	/** Lambda writes the log as the function's role: what that may not write is lost. */
	#logFor(declared: Function): (line: string) => void {
		const { policies, log } = this.#options;
		const { region, loggingConfig } = declared;
		const logGroup = loggingConfig.logGroup ?? `/aws/lambda/${declared.name}`;
		const resource = `arn:aws:logs:${region}:${account}:log-group:${logGroup}:log-stream:local`;
		const caller = policies.role(roleOf(declared));
		let may: boolean | undefined;
		return (line) => {
			may ??= ["logs:CreateLogStream", "logs:PutLogEvents"].every((action) =>
				caller.may({ action, resource }),
			);
			if (may) log(logGroup, line);
		};
	}

	/** What every environment of a version is made with. */
	#environmentOf(declared: Function, version: string): EnvironmentOptions {
		const folder = join(this.#folder, declared.name, version);
		const taskRoot = join(folder, "var", "task");
		const opt = join(folder, "opt");
		unpack(declared.code as unknown as Asset, taskRoot);
		for (const { arn, code } of this.#declarations.all<lambda.LayerVersion>(
			"aws:lambda/layerVersion:LayerVersion",
		))
			if (declared.layers?.includes(arn)) unpack(code as unknown as Asset, opt);
		return {
			taskRoot,
			handler: declared.handler ?? "",
			memoryMb: declared.memorySize ?? 128,
			timeoutSeconds: declared.timeout ?? 3,
			log: this.#logFor(declared),
			variables: {
				...declared.environment?.variables,
				...reservedVariables(declared, version, taskRoot, opt),
				...this.#options.endpoints,
			},
		};
	}
}

const roleOf = ({ role }: Function) => role.split("/").at(-1) ?? "";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function reservedVariables(
	declared: Function,
	version: string,
	taskRoot: string,
	opt: string,
): Record<string, string> {
	return {
		_HANDLER: declared.handler ?? "",
		AWS_ACCESS_KEY_ID: accessKeyOf(roleOf(declared)),
		AWS_SECRET_ACCESS_KEY: "local",
		AWS_SESSION_TOKEN: "local",
		AWS_EXECUTION_ENV: `AWS_Lambda_${declared.runtime}`,
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declared.memorySize),
		AWS_LAMBDA_FUNCTION_NAME: declared.name,
		AWS_LAMBDA_FUNCTION_VERSION: version,
		AWS_LAMBDA_LOG_GROUP_NAME: declared.loggingConfig.logGroup ?? "",
		AWS_REGION: declared.region,
		AWS_DEFAULT_REGION: declared.region,
		LAMBDA_TASK_ROOT: taskRoot,
		NODE_PATH: `${opt}/nodejs/node_modules`,
		TZ: ":UTC",
		// Of Node 20, on which this may run, and Lambda does not.
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
	};
}

/** By the alias's weights: its own version, or one of the others. */
function versionOf({ functionVersion, routingConfig }: Alias): string {
	let left = Math.random();
	const weights = routingConfig?.additionalVersionWeights ?? {};
	for (const [version, weight] of Object.entries(weights)) {
		left -= weight;
		if (left < 0) return version;
	}
	return functionVersion;
}

function unpack(archive: Asset, folder: string): void {
	if ("path" in archive)
		cpSync(join(root, archive.path), folder, { recursive: true });
	else if ("assets" in archive)
		for (const [name, asset] of Object.entries(archive.assets))
			unpack(asset, join(folder, name));
	else {
		mkdirSync(dirname(folder), { recursive: true });
		writeFileSync(folder, archive.text);
	}
}

/** The environments of one version. */
class Pool {
	readonly #options: EnvironmentOptions;
	readonly #all = new Set<Environment>();
	readonly #idle: Environment[] = [];
	readonly #waiting: ((environment: Environment) => void)[] = [];

	constructor(options: EnvironmentOptions) {
		this.#options = options;
	}

	async warm(count: number): Promise<void> {
		const environments = Array.from({ length: count }, () => this.#make());
		await Promise.all(environments.map(({ ready }) => ready));
		for (const environment of environments) this.#release(environment);
	}

	async invoke(invocation: Invocation): Promise<Outcome> {
		const environment = await this.#take();
		try {
			return await environment.invoke(invocation);
		} finally {
			this.#release(environment);
		}
	}

	async close(): Promise<void> {
		await Promise.all([...this.#all].map((environment) => environment.close()));
	}

	#make(): Environment {
		const environment = new Environment(this.#options);
		this.#all.add(environment);
		return environment;
	}

	/** The environment that was used last, a new one, or the next to be free. */
	async #take(): Promise<Environment> {
		for (;;) {
			const idle = this.#idle.pop();
			if (idle?.isAlive) return idle;
			if (!idle) break;
			// It ended after its last answer.
			this.#all.delete(idle);
		}
		if (this.#all.size < maxEnvironments) return this.#make();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	#release(environment: Environment): void {
		let free = environment;
		if (!environment.isAlive) {
			this.#all.delete(environment);
			if (this.#waiting.length === 0) return;
			free = this.#make();
		}
		const next = this.#waiting.shift();
		if (next) next(free);
		else this.#idle.push(free);
	}
}
