/** Calls functions of another process by messages, so that the measured code has its own event loop. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { type BirpcReturn, createBirpc } from "birpc";

export interface Remote<F extends object> {
	/** The functions of the process. */
	call: BirpcReturn<F>;
	/** Ends the process. */
	stop(): Promise<void>;
}

export interface RemoteOptions {
	/** Environment variables, which replace those of this process. */
	variables?: Record<string, string>;
	/** File descriptor for the standard output. Default: ignored. */
	stdout?: number | undefined;
}

/** Starts a child process with a module that calls `serveFunctions`. */
export function startProcess<F extends object>(
	module: string,
	{ variables, stdout }: RemoteOptions = {},
): Remote<F> {
	const child = fork(`${import.meta.dirname}/${module}`, {
		execArgv: ["--import", "tsx"],
		env: variables ?? process.env,
		serialization: "advanced",
		stdio: ["ignore", stdout ?? "ignore", "inherit", "ipc"],
	});
	const call = createBirpc<F>(
		{},
		{
			post: (message) => child.send(message),
			on: (receive) => child.on("message", receive),
			// No limit: a benchmark takes as long as it takes.
			timeout: -1,
		},
	);
	const ended = once(child, "exit").then(([code, signal]) =>
		call.$close(new Error(`${module} ended with ${signal ?? code}`)),
	);
	return {
		call,
		async stop() {
			if (child.connected) child.disconnect();
			await ended;
		},
	};
}

/**
 * Serves functions to the parent process.
 * @param end called before the process ends
 */
export function serveFunctions(
	functions: object,
	end: () => Promise<void> = async () => {},
): void {
	createBirpc(functions, {
		post: (message) => process.send?.(message),
		on: (receive) => process.on("message", receive),
	});
	process.once("disconnect", () => end().then(() => process.exit()));
	// Ctrl-C reaches every process of the terminal. The parent process ends this one.
	process.on("SIGINT", () => {});
}
