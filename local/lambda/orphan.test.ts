import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Sends the id of its process, and then loops without end. */
const spinning = `
	exports.handler = () => {};
	const { TEST_PORT } = process.env;
	const test = require("node:net").connect(TEST_PORT, "127.0.0.1", () => {
		test.write(String(process.pid), () => { for (;;); });
	});
`;

/** A process that starts an environment of the code in a folder. */
const starter = `
	import { machineClock } from "./core/clock.ts";
	import { Environment, writeRuntime } from "./lambda/environment.ts";
	const [taskRoot, port] = process.argv.slice(1);
	new Environment({
		runtime: writeRuntime(taskRoot),
		taskRoot,
		handler: "index.handler",
		variables: { TEST_PORT: port },
		memoryMb: 64,
		timeoutSeconds: 900,
		initSeconds: 900,
		clock: machineClock,
		log: console.log,
		logFailure: console.error,
	});
`;

describe("A function in an endless loop", () => {
	const taskRoot = mkdtempSync(join(tmpdir(), "orphan-"));
	let starting: ChildProcess;
	/** The process of the function, while it runs. */
	let pid: number | undefined;
	after(() => {
		starting?.kill("SIGKILL");
		if (pid) process.kill(pid, "SIGKILL");
		rmSync(taskRoot, { recursive: true });
	});

	it("ends with its parent process, even if the parent is killed", async () => {
		writeFileSync(join(taskRoot, "index.js"), spinning);
		const server = createServer().listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const connected = once(server, "connection");
		starting = spawn(
			process.execPath,
			[
				"--import",
				"tsx",
				"--input-type=module",
				"-e",
				starter,
				taskRoot,
				String(port),
			],
			{
				cwd: join(import.meta.dirname, ".."),
				stdio: ["ignore", "inherit", "inherit"],
			},
		);
		const [socket]: Socket[] = await connected;
		if (!socket) throw new Error("no connection");
		const closed = new Promise<void>((resolve) => {
			socket.once("close", () => {
				pid = undefined;
				resolve();
			});
		});
		socket.on("error", () => {});
		socket.once("data", (text) => {
			pid = Number(text);
			starting.kill("SIGKILL");
		});
		await closed;
		server.close();
	});
});
