/** An execution environment: a process with its own variables and memory. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { transformSync } from "esbuild";
import type { FunctionError, Outcome } from "../core/service.ts";
import type { EnvironmentOptions } from "./configuration.ts";

export interface Invocation {
	/** JSON */
	payload: string;
	requestId: string;
	/** Value of `X-Amzn-Trace-Id`. */
	traceId: string;
	/** The ARN of the call. */
	functionArn: string;
}

type Message =
	| { ready: true; ended?: undefined }
	| { ended: FunctionError; ready?: undefined }
	| (Outcome & { ended?: undefined; ready?: undefined });

/**
 * Writes the runtime as JavaScript, because Node 20 cannot run TypeScript.
 * @returns the path of the script
 */
export function writeRuntime(folder: string): string {
	const source = readFileSync(join(import.meta.dirname, "runtime.ts"));
	const { code } = transformSync(source, { loader: "ts", format: "cjs" });
	const path = join(folder, "runtime.cjs");
	writeFileSync(path, code);
	return path;
}

/** A promise and the function that resolves it. */
function deferred() {
	let resolve = () => {};
	const promise = new Promise<void>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}

/**
 * Unlike on AWS, an environment is not frozen between invocations, and all share
 * /tmp and the processors. V8 limits the heap; the runtime itself limits the
 * heap together with the Buffers outside of it.
 */
export class Environment {
	readonly #options: EnvironmentOptions;
	readonly #process: ChildProcess;
	readonly #loaded = deferred();
	readonly #over = deferred();
	#isClosing = false;
	#running: string | undefined;
	/** Ends the running invocation. */
	#finish: ((outcome: Outcome) => void) | undefined;
	#ended: FunctionError | undefined;

	/** Resolves when the code is loaded or has failed to load; `ended` is the reason of a failure. */
	readonly ready = this.#loaded.promise;
	/** Resolves when the environment has ended. */
	readonly whenEnded = this.#over.promise;

	constructor(options: EnvironmentOptions) {
		this.#options = options;
		const { runtime, taskRoot, handler, variables, memoryMb } = options;
		this.#process = fork(runtime, [taskRoot, handler, String(memoryMb)], {
			// Neither variables nor loaders of this process are passed on.
			env: variables,
			execArgv: [
				`--max-old-space-size=${memoryMb}`,
				// V8 would let it grow to 48 MB under load and keep it; many small
				// collections are as fast.
				"--max-semi-space-size=1",
			],
			cwd: taskRoot,
			serialization: "advanced",
			// The last pipe shows the runtime the end of this process.
			stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
		});
		for (const stream of [this.#process.stdout, this.#process.stderr])
			createInterface(stream as Readable).on("line", options.log);
		this.#process.on("message", (message: Message) => this.#take(message));
		this.#process.on("error", ({ message }) => this.#endByExit(message));
		this.#process.on("exit", (code, signal) => {
			const status = code ? `exit status ${code}` : undefined;
			const reason = signal ? `signal: ${signal}` : status;
			// Messages that the process sent before its end may still arrive.
			if (this.#process.connected)
				this.#process.once("disconnect", () => this.#endByExit(reason));
			else this.#endByExit(reason);
		});
		this.#limit(options.initSeconds, this.ready);
	}

	/** Why the environment has ended; undefined while it runs. */
	get ended(): FunctionError | undefined {
		return this.#ended;
	}

	/** Runs one invocation. The caller must not start another one before its end. */
	async invoke(invocation: Invocation): Promise<Outcome> {
		await this.ready;
		if (this.#ended) return { error: this.#ended };
		const { requestId } = invocation;
		const { clock, timeoutSeconds, logFailure } = this.#options;
		const outcome = new Promise<Outcome>((resolve) => {
			this.#running = requestId;
			this.#finish = resolve;
		});
		this.#limit(timeoutSeconds, outcome);
		const deadline = clock.now() + timeoutSeconds * 1000;
		// An error means that the process has ended; the event `exit` reports that.
		this.#process.send({ ...invocation, deadline }, () => {});
		const { error } = await outcome;
		if (error) logFailure(error, requestId);
		return outcome;
	}

	async close(): Promise<void> {
		this.#isClosing = true;
		if (this.#process.kill("SIGKILL")) await once(this.#process, "exit");
	}

	#take(message: Message): void {
		if (message.ready) this.#loaded.resolve();
		else if (message.ended) this.#end(message.ended);
		else this.#answer(message);
	}

	/**
	 * Ends the running invocation. Errors in the same tick belong to no invocation.
	 * @returns whether an invocation was running
	 */
	#answer(outcome: Outcome): boolean {
		const finish = this.#finish;
		this.#finish = undefined;
		this.#running = undefined;
		finish?.(outcome);
		return finish !== undefined;
	}

	/** Kills the environment after a time limit, even in a busy loop. */
	async #limit(seconds: number, done: Promise<unknown>): Promise<void> {
		const stop = this.#options.clock.after(seconds * 1000, () => {
			const message = `Task timed out after ${seconds.toFixed(2)} seconds`;
			this.#end(this.#platformError("Sandbox.Timedout", message));
			this.close();
		});
		await done;
		stop();
	}

	/** Keeps the first reason; the exit of the process is a consequence. */
	#end(error: FunctionError): void {
		if (this.#ended) return;
		this.#ended = error;
		const wasRunning = this.#answer({ error });
		if (!wasRunning && !this.#isClosing)
			this.#options.logFailure(error, undefined);
		this.#loaded.resolve();
		this.#over.resolve();
	}

	#endByExit(reason: string | undefined): void {
		const message = reason
			? `Runtime exited with error: ${reason}`
			: "Runtime exited without providing a reason";
		this.#end(this.#platformError("Runtime.ExitError", message));
	}

	/**
	 * An error that Lambda itself reports, and not the runtime.
	 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
	 */
	#platformError(errorType: string, message: string): FunctionError {
		const prefix = this.#running ? `RequestId: ${this.#running} Error: ` : "";
		return { errorType, errorMessage: prefix + message };
	}
}
