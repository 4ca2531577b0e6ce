import type { ChildProcess } from "node:child_process";
import type { Output } from "@pulumi/pulumi";
import { UsageError } from "../core/usageError.ts";
import type { StackConfig } from "./stackConfig.ts";
import { startEvaluation } from "./startEvaluation.mjs";

/** The message of the process that evaluates the program. */
export type Report =
	| { resources: DeclaredResource[]; outputs: Record<string, unknown> }
	/** An error that the operator can fix. */
	| { problem: string }
	/** The stack trace of any other error. */
	| { failure: string };

export interface DeclaredResource {
	urn: string;
	type: string;
	/** Logical name. */
	name: string;
	id: string;
	/** Inputs and computed outputs; secrets are in plain text, an asset is its path or text. */
	state: Record<string, unknown>;
}

type Aws = typeof import("@pulumi/aws");

/** The class in `@pulumi/aws` of a kind of resource such as `dynamodb.Table`. */
type ClassOf<Kind extends string> =
	Kind extends `${infer Service extends keyof Aws}.${infer Name}`
		? Name extends keyof Aws[Service]
			? Aws[Service][Name]
			: never
		: never;

/** The state of a resource: its outputs, resolved. */
export type StateOf<Kind extends string> =
	ClassOf<Kind> extends abstract new (
		...args: never
	) => infer R
		? { [K in keyof R as Exclude<K, "urn">]: Resolved<R[K]> }
		: never;

type Resolved<T> = T extends Output<infer Value> ? Value : never;

/** The kind of a resource by its type: `dynamodb.Table` for `aws:dynamodb/table:Table`. */
export const kindOf = (type: string) => type.replace(/^aws:(\w+)\/\w+:/, "$1.");

/** A file or folder, the text of a file, or a folder of assets. */
export type Asset =
	| { path: string }
	| { text: string }
	| { assets: Record<string, Asset> };

/** Everything that the program declares for a stack. */
export class Declarations {
	readonly resources: DeclaredResource[];
	/** The stack's outputs. */
	readonly outputs: Record<string, unknown>;

	constructor(
		resources: DeclaredResource[],
		outputs: Record<string, unknown> = {},
	) {
		this.resources = resources;
		this.outputs = outputs;
	}

	/** All resources of a kind, such as `s3.Bucket`, whose state has these values. */
	all<Kind extends string>(
		kind: Kind,
		wanted: Wanted<Kind> = {},
	): StateOf<Kind>[] {
		return this.resources
			.filter(
				({ type, state }) =>
					kindOf(type) === kind &&
					Object.entries(wanted).every(([key, value]) => state[key] === value),
			)
			.map(({ state }) => state as StateOf<Kind>);
	}

	/** The first resource of a kind whose state has these values. */
	find<Kind extends string>(
		kind: Kind,
		wanted: Wanted<Kind>,
	): StateOf<Kind> | undefined {
		return this.all(kind, wanted)[0];
	}

	/**
	 * As `find`.
	 * @throws UsageError when the program does not declare the resource
	 */
	get<Kind extends string>(kind: Kind, wanted: Wanted<Kind>): StateOf<Kind> {
		const found = this.find(kind, wanted);
		if (found) return found;
		throw new UsageError(
			`the program refers to the ${kind} with ${JSON.stringify(wanted)}, but does not declare it; declare it, because local/ has no copy of it`,
		);
	}

	/** The only resource of a kind. */
	one<Kind extends string>(kind: Kind): StateOf<Kind> {
		const [first, ...rest] = this.all(kind);
		if (!first || rest.length > 0)
			throw new Error(`the program declares ${rest.length + 1} ${kind}`);
		return first;
	}
}

type Wanted<Kind extends string> = {
	[K in keyof StateOf<Kind>]?: StateOf<Kind>[K] | undefined;
};

/**
 * Evaluates the program. Each evaluation has a process of its own, because Node
 * does not load a changed module again.
 */
export class Evaluator {
	/** A process that has loaded Pulumi, for the next evaluation. */
	#standby: ChildProcess | undefined;

	constructor(standby?: ChildProcess) {
		this.#standby = standby;
	}

	/**
	 * @param prepare whether to start a process for the next evaluation
	 * @throws UsageError for a configuration or data that the program refuses
	 */
	async read(config: StackConfig, prepare = false): Promise<Declarations> {
		const child = this.#standby ?? startEvaluation(config.folder);
		this.#standby = undefined;
		child.send(config);
		const report = await new Promise<Report>((resolve, reject) => {
			child.once("message", resolve);
			child.once("error", reject);
			child.once("exit", (code) =>
				reject(new Error(`the program ended with status ${code}`)),
			);
		});
		if (prepare) this.#standby = startEvaluation(config.folder);
		if ("problem" in report) throw new UsageError(report.problem);
		if ("failure" in report) throw new Error(report.failure);
		return new Declarations(report.resources, report.outputs);
	}

	close(): void {
		this.#standby?.kill();
	}
}
