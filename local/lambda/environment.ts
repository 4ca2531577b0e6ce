/** One execution environment: a worker thread with its own globals, variables and memory. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";

/** A result as JSON, or how the function failed. */
export type Outcome =
	| { result: string; error?: undefined }
	| { result?: undefined; error: FunctionError };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface FunctionError {
	errorType: string;
	errorMessage: string;
	trace?: string | undefined;
}

export interface EnvironmentOptions {
	/** Folder of the code. */
	taskRoot: string;
	/** `file.function` */
	handler: string;
	variables: Record<string, string>;
	memoryMb: number;
	timeoutSeconds: number;
	log(line: string): void;
}

export interface Invocation {
	event: unknown;
	requestId: string;
	/** Value of `X-Amzn-Trace-Id`. */
	traceId: string;
}

/** The runtime as a script: a worker cannot read TypeScript. */
const runtime = transformSync(
	readFileSync(join(import.meta.dirname, "runtime.ts"), "utf8"),
	{ loader: "ts", format: "cjs" },
).code;

export class Environment {
	readonly #worker: Worker;
	readonly #timeoutSeconds: number;
	/** Ends the running invocation. */
	#finish: ((outcome: Outcome) => void) | undefined;
	/** Why there will be no further invocation. */
	#ended: FunctionError | undefined;

	/** Resolves when the code is loaded, or failed to: then the invocation tells. */
	readonly ready: Promise<void>;

	constructor(options: EnvironmentOptions) {
		const { taskRoot, handler, variables, memoryMb, timeoutSeconds } = options;
		this.#timeoutSeconds = timeoutSeconds;
		this.#worker = new Worker(runtime, {
			eval: true,
			// Nothing of this process's own environment is passed on.
			env: variables,
			workerData: { taskRoot, handler },
			resourceLimits: { maxOldGenerationSizeMb: memoryMb },
			stdout: true,
			stderr: true,
		});
		for (const stream of [this.#worker.stdout, this.#worker.stderr])
			createInterface(stream as Readable).on("line", options.log);
		this.ready = new Promise((resolve) => {
			this.#worker.on("message", (message: { ready?: true } & Outcome) => {
				if (message.ready) resolve();
				else this.#finish?.(message);
			});
			this.#worker.on("error", ({ name, message, stack }) => {
				this.#end({ errorType: name, errorMessage: message, trace: stack });
				resolve();
			});
			this.#worker.on("exit", (code) => {
				this.#end({
					errorType: "Runtime.ExitError",
					errorMessage: `Runtime exited with error: exit status ${code}`,
				});
				resolve();
			});
		});
	}

	/** Whether it can take another invocation. */
	get isAlive(): boolean {
		return this.#ended === undefined;
	}

	/** Runs one invocation; the caller sees to it that there is only one at a time. */
	async invoke(invocation: Invocation): Promise<Outcome> {
		await this.ready;
		if (this.#ended) return { error: this.#ended };
		const seconds = this.#timeoutSeconds;
		const deadline = Date.now() + seconds * 1000;
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.#end({
					errorType: "Sandbox.Timedout",
					errorMessage: `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
				});
				this.close();
			}, seconds * 1000);
			this.#finish = (outcome) => {
				clearTimeout(timer);
				this.#finish = undefined;
				resolve(outcome);
			};
			this.#worker.postMessage({ ...invocation, deadline });
		});
	}

	async close(): Promise<void> {
		await this.#worker.terminate();
	}

	#end(error: FunctionError): void {
		this.#ended ??= error;
		this.#finish?.({ error: this.#ended });
	}
}
