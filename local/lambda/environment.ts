/** One execution environment: a process with its own variables and memory. */
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
	/** As it was called. */
	functionArn: string;
}

type Message =
	| { ready: true; ended?: undefined }
	| { ended: FunctionError; ready?: undefined }
	| (Outcome & { ended?: undefined; ready?: undefined });

/**
 * Writes the runtime as a script, for Node 20 reads no TypeScript.
 * @returns its path
 */
export function writeRuntime(folder: string): string {
	const source = readFileSync(join(import.meta.dirname, "runtime.ts"));
	const { code } = transformSync(source, { loader: "ts", format: "cjs" });
	const path = join(folder, "runtime.cjs");
	writeFileSync(path, code);
	return path;
}

/** A promise that is resolved from outside. */
function deferred() {
	let resolve = () => {};
	const promise = new Promise<void>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}

/**
 * Unlike in AWS, an environment is not frozen between invocations, and all
 * share one /tmp and the machine's processors. The memory limit is V8's for the
 * heap, and the runtime's own for the Buffers outside of it.
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

	/** Resolves when the code is loaded, or failed to: then `ended` tells why. */
	readonly ready = this.#loaded.promise;
	/** Resolves when there will be no further invocation. */
	readonly whenEnded = this.#over.promise;

	constructor(options: EnvironmentOptions) {
		this.#options = options;
		const { runtime, taskRoot, handler, variables, memoryMb } = options;
		this.#process = fork(runtime, [taskRoot, handler, String(memoryMb)], {
			// Nothing of this process's own environment is passed on, nor its loader.
			env: variables,
			execArgv: [
				`--max-old-space-size=${memoryMb}`,
				// V8 lets it grow to 48 MB under load and does not give it back;
				// many small collections are as fast.
				"--max-semi-space-size=1",
			],
			cwd: taskRoot,
			serialization: "advanced",
			// Through the last one, the runtime sees the end of this process.
			stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
		});
		for (const stream of [this.#process.stdout, this.#process.stderr])
			createInterface(stream as Readable).on("line", options.log);
		this.#process.on("message", (message: Message) => this.#take(message));
		this.#process.on("error", ({ message }) => this.#endByExit(message));
		this.#process.on("exit", (code, signal) => {
			const status = code ? `exit status ${code}` : undefined;
			const reason = signal ? `signal: ${signal}` : status;
			// What it said before its end may still be on its way.
			if (this.#process.connected)
				this.#process.once("disconnect", () => this.#endByExit(reason));
			else this.#endByExit(reason);
		});
		this.#limit(options.initSeconds, this.ready);
	}

	/** Why there will be no further invocation. */
	get ended(): FunctionError | undefined {
		return this.#ended;
	}

	/** Runs one invocation; the caller sees to it that there is only one at a time. */
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
		// It may have ended just now, which its exit tells.
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
	 * Ends the running invocation, at once: what comes in the same breath is
	 * between two.
	 * @returns whether there was one
	 */
	#answer(outcome: Outcome): boolean {
		const finish = this.#finish;
		this.#finish = undefined;
		this.#running = undefined;
		finish?.(outcome);
		return finish !== undefined;
	}

	/** Kills the environment if something takes too long, even in a busy loop. */
	async #limit(seconds: number, done: Promise<unknown>): Promise<void> {
		const stop = this.#options.clock.after(seconds * 1000, () => {
			const message = `Task timed out after ${seconds.toFixed(2)} seconds`;
			this.#end(this.#platformError("Sandbox.Timedout", message));
			this.close();
		});
		await done;
		stop();
	}

	/** The first reason counts: the exit that follows is none. */
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
	 * What Lambda says of an environment, where the runtime says nothing.
	 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
	 */
	#platformError(errorType: string, message: string): FunctionError {
		const prefix = this.#running ? `RequestId: ${this.#running} Error: ` : "";
		return { errorType, errorMessage: prefix + message };
	}
}
