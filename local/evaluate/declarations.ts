import { type ChildProcess, fork } from "node:child_process";
import type { Output } from "@pulumi/pulumi";
import { UsageError } from "../core/usageError.ts";
import type { StackConfig } from "./stackConfig.ts";

/** What the process that evaluates sends back. */
export type Report =
	| { resources: DeclaredResource[] }
	/** What the operator can mend. */
	| { problem: string }
	/** What only a programmer can: the stack trace. */
	| { failure: string };

export interface DeclaredResource {
	urn: string;
	type: string;
	/** Logical name. */
	name: string;
	id: string;
	/** Inputs and computed outputs, without marks; an asset is its path or text. */
	state: Record<string, unknown>;
}

/** The state of a resource class of `@pulumi/aws`: its outputs, resolved. */
export type StateOf<R> = {
	[K in keyof R as R[K] extends Output<unknown>
		? K
		: never]: R[K] extends Output<infer T> ? T : never;
};

/** A file or folder of the program, a text in a file's place, or a folder made of such. */
export type Asset =
	| { path: string }
	| { text: string }
	| { assets: Record<string, Asset> };

/** Everything that the program declares for a stack. */
export class Declarations {
	readonly resources: DeclaredResource[];

	constructor(resources: DeclaredResource[]) {
		this.resources = resources;
	}

	/** All resources of a type, typed by their class: `all<aws.s3.Bucket>("aws:s3/bucket:Bucket")`. */
	all<R>(type: string): StateOf<R>[] {
		return this.resources
			.filter((resource) => resource.type === type)
			.map(({ state }) => state as unknown as StateOf<R>);
	}

	/** The one resource of a type. */
	one<R>(type: string): StateOf<R> {
		const [first, ...rest] = this.all<R>(type);
		if (!first || rest.length > 0)
			throw new Error(`the program declares ${rest.length + 1} ${type}`);
		return first;
	}
}

/**
 * Evaluates the program, each time in a process of its own: a module that was
 * changed on disk would otherwise be the one that was loaded before.
 */
export class Evaluator {
	/** Has loaded what every evaluation needs, and waits. */
	#standby: ChildProcess | undefined;

	/**
	 * @param prepare whether to be quick the next time
	 * @throws UsageError when the configuration or the data is refused
	 */
	async read(config: StackConfig, prepare = false): Promise<Declarations> {
		const child = this.#standby ?? forkEvaluation(config.folder);
		this.#standby = undefined;
		child.send(config);
		const report = await new Promise<Report>((resolve, reject) => {
			child.once("message", resolve);
			child.once("error", reject);
			child.once("exit", (code) =>
				reject(new Error(`the program ended with status ${code}`)),
			);
		});
		if (prepare) this.#standby = forkEvaluation(config.folder);
		if ("problem" in report) throw new UsageError(report.problem);
		if ("failure" in report) throw new Error(report.failure);
		return new Declarations(report.resources);
	}

	close(): void {
		this.#standby?.kill();
	}
}

function forkEvaluation(cwd: string): ChildProcess {
	return fork(`${import.meta.dirname}/evaluate.ts`, {
		cwd,
		execArgv: ["--import", "tsx"],
		serialization: "advanced",
	});
}
