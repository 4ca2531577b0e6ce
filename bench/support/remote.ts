/** Calls functions of another process by messages, so that the measured code has its own event loop. */
import { type ChildProcess, fork } from "node:child_process";

type Functions = Record<string, (...args: never[]) => unknown>;

interface Call {
	id: number;
	name: string;
	args: unknown[];
}

type Reply = { id: number; result?: unknown; error?: string };

interface Waiting {
	resolve(result: unknown): void;
	reject(error: Error): void;
}

export interface RemoteOptions {
	/** Environment variables, which replace those of this process. */
	variables?: Record<string, string>;
	/** File descriptor for the standard output. Default: ignored. */
	stdout?: number;
}

/** Starts a child process with a module that calls `serveFunctions`. */
export class Remote<F extends Functions> {
	readonly #child: ChildProcess;
	readonly #waiting = new Map<number, Waiting>();
	#calls = 0;

	constructor(module: string, { variables, stdout }: RemoteOptions = {}) {
		this.#child = fork(`${import.meta.dirname}/${module}`, {
			execArgv: ["--import", "tsx"],
			env: variables ?? process.env,
			serialization: "advanced",
			stdio: ["ignore", stdout ?? "ignore", "inherit", "ipc"],
		});
		this.#child.on("message", ({ id, result, error }: Reply) => {
			const waiting = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (error === undefined) waiting?.resolve(result);
			else waiting?.reject(new Error(error));
		});
		this.#child.once("exit", (code, signal) => {
			for (const { reject } of this.#waiting.values())
				reject(new Error(`${module} ended with ${signal ?? code}`));
		});
	}

	call<K extends keyof F & string>(
		name: K,
		...args: Parameters<F[K]>
	): Promise<Awaited<ReturnType<F[K]>>> {
		return new Promise((resolve, reject) => {
			const id = this.#calls++;
			this.#waiting.set(id, {
				resolve: (result) => resolve(result as Awaited<ReturnType<F[K]>>),
				reject,
			});
			this.#child.send({ id, name, args });
		});
	}

	/** Ends the process. */
	async stop(): Promise<void> {
		if (this.#child.exitCode !== null) return;
		const ended = new Promise((resolve) => this.#child.once("exit", resolve));
		this.#child.disconnect();
		await ended;
	}
}

/**
 * Serves functions to the parent process.
 * @param end called before the process ends
 */
export function serveFunctions(
	functions: Functions,
	end: () => Promise<void> = async () => {},
): void {
	process.on("message", async ({ id, name, args }: Call) => {
		let reply: Reply;
		try {
			const result = await functions[name]?.(...(args as never[]));
			reply = { id, result };
		} catch (error) {
			reply = { id, error: String((error as Error).stack ?? error) };
		}
		process.send?.(reply);
	});
	process.once("disconnect", () => end().then(() => process.exit()));
	// Ctrl-C reaches every process of the terminal. The parent process ends this one.
	process.on("SIGINT", () => {});
}
