/** `npm start`: serves what the program declares on this machine; `npm run dev` follows its changes too. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Fault, readFault } from "../core/faults.ts";
import { UsageError } from "../core/usageError.ts";
import { folderOf, type Running, start } from "./start.ts";
import { showStatus } from "./status.ts";
import { watchProgram } from "./watch.ts";

const usage =
	"npm start -- [--port 8787] [--stack dev] [--data DIR] [--reset] [--verbose] [--fault SERVICE:KIND=RATE]…";

interface Arguments {
	port: number;
	stack: string;
	data: string | undefined;
	reset: boolean;
	verbose: boolean;
	watch: boolean;
	faults: Fault[];
}

function readArguments(args: string[]): Arguments {
	try {
		const { values } = parseArgs({
			args,
			options: {
				port: { type: "string", default: "8787" },
				stack: { type: "string", default: "dev" },
				data: { type: "string" },
				reset: { type: "boolean", default: false },
				verbose: { type: "boolean", default: false },
				watch: { type: "boolean", default: false },
				fault: { type: "string", multiple: true, default: [] },
			},
		});
		const port = Number(values.port);
		if (!Number.isInteger(port) || port < 0 || port > 65_535)
			throw new UsageError(
				`--port ${values.port} is no port; take one from 0 (any) to 65535`,
			);
		const data = values.data && resolve(values.data);
		if (data && !statSync(data, { throwIfNoEntry: false })?.isDirectory())
			throw new UsageError(
				`--data ${data} is no folder; name one with anomaliesYYYYMM.geojson files`,
			);
		return { ...values, port, data, faults: values.fault.map(readFault) };
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError(`${(error as Error).message} (${usage})`);
	}
}

async function main(): Promise<void> {
	const args = readArguments(process.argv.slice(2));
	const geminiKey = process.env.GEMINI_API_KEY || undefined;
	const running = await start({
		stack: args.stack,
		port: args.port,
		config: args.data ? { dataDir: args.data } : {},
		folder: folderOf(args.stack),
		reset: args.reset,
		geminiKey,
		faults: args.faults,
		watch: args.watch,
		printTrail: args.verbose ? console.log : undefined,
	});
	console.log(
		[
			`The CO2 anomaly map of stack ${args.stack} is at ${running.url}/`,
			"",
			`  API without the distribution   ${running.apiUrl}`,
			`  DynamoDB, S3, SSM, Secrets     ${running.awsUrl} (AWS_ENDPOINT_URL)`,
			`  Metrics                        ${running.url}/__local/metrics`,
			`  Answers come from              ${geminiKey ? "Gemini" : "a stand-in; set GEMINI_API_KEY to ask Gemini"}`,
			...args.faults.map(
				({ service, kind, rate }) =>
					`  Fault                          ${service}:${kind} at ${100 * rate} % of the calls`,
			),
			`  Not imitated                   ${running.notImitated.join(", ")}`,
			"",
			"Ctrl-C stops it; answers are kept until --reset.",
		].join("\n"),
	);
	if (args.watch) watchProgram(args.data, () => reload(running));
	const hideStatus = process.stdout.isTTY
		? showStatus(running.status)
		: () => {};
	let stopping = false;
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			if (stopping) process.exit(1);
			stopping = true;
			hideStatus();
			running.stop().then(() => process.exit(0));
		});
}

/** Goes on with what was there when the changed program fails. */
async function reload(running: Running): Promise<void> {
	const from = performance.now();
	try {
		await running.reload();
		const took = Math.round(performance.now() - from);
		console.log(`The changed program runs after ${took} ms.`);
	} catch (error) {
		console.error(`The change is not taken over: ${(error as Error).message}`);
	}
}

main().catch((error) => {
	console.error(error instanceof UsageError ? error.message : error);
	process.exit(1);
});
