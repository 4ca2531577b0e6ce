/** A clock that a test moves. The functions that the test starts follow it in their own processes. */
import { EventEmitter, on, once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import {
	type AddressInfo,
	createServer,
	type Server,
	type Socket,
} from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync, version } from "esbuild";
import { cachedFolder } from "../../../build/cache.ts";
import { root } from "../../../build/projectRoot.ts";
import {
	removeFolder,
	temporaryFolder,
} from "../../../local/core/temporaryFolder.ts";
import { ManualClock } from "../../../local/tests/manualClock.ts";

const source = join(import.meta.dirname, "preloadedClock.ts");
/** Built as a script, because Node.js 20 cannot load TypeScript. */
const preloaded = cachedFolder(
	"preloaded-clock",
	[
		version,
		readFileSync(source),
		readFileSync(join(root, "package-lock.json")),
	],
	(folder) => {
		buildSync({
			entryPoints: [source],
			outfile: join(folder, "clock.cjs"),
			bundle: true,
			platform: "node",
			format: "cjs",
		});
	},
);

export class FunctionsClock extends ManualClock {
	readonly #server: Server;
	readonly #folder = temporaryFolder("functions-clock");
	/** Contains the present time. A function that starts reads it before it is connected. */
	readonly #file = join(this.#folder, "now");
	readonly #functions = new Set<Socket>();
	readonly #events = new EventEmitter();
	/** When the held pauses end, epoch milliseconds. */
	#held: number[] | undefined;

	static async start(): Promise<FunctionsClock> {
		const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
		await once(server, "listening");
		return new FunctionsClock(server);
	}

	private constructor(server: Server) {
		super();
		this.#server = server;
		writeFileSync(this.#file, String(this.now()));
		server.on("connection", (connection) => {
			this.#functions.add(connection);
			connection.on("close", () => {
				this.#functions.delete(connection);
				this.#events.emit("followed", connection, Number.POSITIVE_INFINITY);
			});
			// A killed process resets the connection; "close" follows.
			connection.on("error", () => {});
			createInterface(connection)
				.on("line", (line) => {
					const now = /^=(.*)/.exec(line)?.[1];
					if (now) this.#events.emit("followed", connection, Number(now));
					else this.#paused(Number(line));
				})
				.on("error", () => {});
			connection.write(`${this.now()}\n`);
		});
	}

	/** Environment variables that make a function follow this clock. */
	get variables(): Record<string, string> {
		const script = join(root, preloaded, "clock.cjs");
		const { port } = this.#server.address() as AddressInfo;
		return {
			NODE_OPTIONS: `--require=${JSON.stringify(script)}`,
			TEST_CLOCK_FILE: this.#file,
			TEST_CLOCK_PORT: String(port),
		};
	}

	override pass(milliseconds: number): void {
		super.pass(milliseconds);
		writeFileSync(this.#file, String(this.now()));
		for (const connection of this.#functions)
			connection.write(`${this.now()}\n`);
	}

	/** Moves the time and waits until every running function has followed or ended. */
	async passEverywhere(milliseconds: number): Promise<void> {
		const end = this.now() + milliseconds;
		const followed = [...this.#functions].map(async (connection) => {
			for await (const [who, now] of on(this.#events, "followed"))
				if (who === connection && now >= end) return;
		});
		this.pass(milliseconds);
		await Promise.all(followed);
	}

	/**
	 * Makes functions that pause wait until `endPauses`. Without this call, the
	 * clock moves to the end of each pause at once.
	 */
	holdPauses(): void {
		this.#held = [];
	}

	/** Resolves when so many functions pause. */
	async paused(count = 1): Promise<void> {
		while (this.#held && this.#held.length < count)
			await once(this.#events, "pause");
	}

	endPauses(): void {
		const ends = this.#held ?? [];
		this.#held = undefined;
		for (const end of ends) this.#paused(end);
	}

	stop(): void {
		this.#server.close();
		for (const connection of this.#functions) connection.destroy();
		removeFolder(this.#folder);
	}

	#paused(end: number): void {
		if (this.#held) {
			this.#held.push(end);
			this.#events.emit("pause");
		} else this.pass(Math.max(0, end - this.now()));
	}
}
