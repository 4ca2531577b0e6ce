/** `npm start`: serves what the program declares on this machine. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { folderOf, reset, start } from "./start.ts";
import { UsageError } from "./usageError.ts";

const usage = "npm start -- [--port 8787] [--stack dev] [--data DIR] [--reset]";

interface Arguments {
	port: number;
	stack: string;
	data: string | undefined;
	reset: boolean;
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
			},
		});
		const port = Number(values.port);
		if (!Number.isInteger(port) || port < 0 || port > 65_535)
			throw new UsageError(
				`--port ${values.port} is no port; take one from 0 (any) to 65535`,
			);
		return { ...values, port, data: values.data };
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError(`${(error as Error).message} (${usage})`);
	}
}

async function main(): Promise<void> {
	const args = readArguments(process.argv.slice(2));
	const folder = folderOf(args.stack);
	if (args.reset) reset(folder);
	const geminiKey = process.env.GEMINI_API_KEY || undefined;
	const running = await start({
		stack: args.stack,
		port: args.port,
		config: args.data ? { dataDir: resolve(args.data) } : {},
		folder,
		geminiKey,
	});
	console.log(
		[
			`The CO2 anomaly map of stack ${args.stack} is at ${running.url}/`,
			"",
			`  API without the distribution   ${running.apiUrl}`,
			`  DynamoDB, S3, SSM, Secrets     ${running.awsUrl} (AWS_ENDPOINT_URL)`,
			`  Answers come from              ${geminiKey ? "Gemini" : "a stand-in; set GEMINI_API_KEY to ask Gemini"}`,
			`  Not imitated                   ${running.notImitated.join(", ")}`,
			"",
			"Ctrl-C stops it; answers are kept until --reset.",
		].join("\n"),
	);
	let stopping = false;
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, () => {
			if (stopping) process.exit(1);
			stopping = true;
			running.stop().then(() => process.exit(0));
		});
}

main().catch((error) => {
	console.error(error instanceof UsageError ? error.message : error);
	process.exit(1);
});
