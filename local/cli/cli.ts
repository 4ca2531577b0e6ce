/** The command that serves a program: its flags, its output, and its reaction to changes. */
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readFault } from "../core/faults.ts";
import { UsageError } from "../core/usageError.ts";
import type { Evaluator } from "../evaluate/declarations.ts";
import { readStackConfig } from "../evaluate/stackConfig.ts";
import { faulty, type Running, type StandIn, start } from "./start.ts";
import { watchProgram } from "./watch.ts";

/** What the command has to know about a project. */
export interface Project {
	title: string;
	/** Folder of the program, with Pulumi.yaml. */
	program: string;
	/** Folders of its code, for `--watch`. */
	folders: string[];
	/** The configuration key of a folder with files, and what it holds; `--data` sets it. */
	data: { key: string; holds: string };
	/** Configuration that overrides the stacks', by key. */
	config: Record<string, string>;
	standIns: StandIn[];
	/** Evaluates the program; it may have begun to load it. */
	evaluator: Evaluator;
	/** Further lines of the greeting: value by name. */
	notes: Record<string, string>;
}

const usage =
	"npm start -- [--port 8787] [--stack dev] [--data DIR] [--reset] [--verbose] [--fault SERVICE:KIND=RATE]… [--help]";

type Arguments = ReturnType<typeof readArguments>;

/** @throws UsageError for a flag or a value that the command does not take */
export function readArguments(
	{ data: { holds }, standIns }: Project,
	args = process.argv.slice(2),
) {
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
				help: { type: "boolean", default: false },
			},
		});
		const port = Number(values.port);
		if (!Number.isInteger(port) || port < 0 || port > 65_535)
			throw new UsageError(
				`--port ${values.port} is not a port; take one from 0 (any) to 65535`,
			);
		// npm runs this in the project's folder, but the path is relative to the
		// user's. An empty value means no folder.
		const data =
			values.data && resolve(process.env.INIT_CWD ?? "", values.data);
		if (data && !statSync(data, { throwIfNoEntry: false })?.isDirectory())
			throw new UsageError(
				`--data ${data} is not a folder; name one with ${holds}`,
			);
		const faults = values.fault.map((text) =>
			readFault(text, faulty(standIns)),
		);
		return { ...values, port, data, faults };
	} catch (error) {
		if (error instanceof UsageError) throw error;
		throw new UsageError(`${(error as Error).message} (${usage})`);
	}
}

/** Serves the project until a signal ends it. */
export async function runCli(project: Project): Promise<void> {
	try {
		const args = readArguments(project);
		if (!args.help) return await run(project, args);
		console.log(usage);
		project.evaluator.close();
	} catch (error) {
		console.error(error instanceof UsageError ? error.message : error);
		process.exit(1);
	}
}

async function run(project: Project, args: Arguments): Promise<void> {
	const { program, data, folders } = project;
	const { stack, watch } = args;
	const config = {
		...project.config,
		...(args.data !== undefined && { [data.key]: args.data }),
	};
	const running = await start({
		...project,
		...args,
		config,
		folder: join(program, ".local", stack),
		printRequest: args.verbose ? console.log : undefined,
	});
	console.log(greeting(project, args, running));
	if (watch) {
		const { project: name, values } = readStackConfig(program, stack, config);
		const named = values[`${name}:${data.key}`];
		const watched = { folders, data: named ? [resolve(program, named)] : [] };
		watchProgram(program, watched, () => reload(running));
	}
	// The same signal again ends the process at once.
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, () => running.stop().then(() => process.exit(0)));
}

function greeting(
	{ title, notes }: Project,
	{ stack, faults, verbose }: Arguments,
	{ url, apiUrl, awsUrl, notImitated }: Running,
): string {
	const left = verbose
		? notImitated.join(", ")
		: `${notImitated.length} declared features; --verbose names them`;
	const lines = {
		"API without the distribution": apiUrl,
		"DynamoDB, S3, SSM, Secrets": `${awsUrl} (AWS_ENDPOINT_URL)`,
		Metrics: `${url}/__local/metrics`,
		...notes,
		...Object.fromEntries(
			faults.map(({ service, kind, rate }) => [
				`Fault of ${service}`,
				`${kind} at ${100 * rate} % of the calls`,
			]),
		),
		"Only in AWS": left,
	};
	return [
		`${title} of stack ${stack} is at ${url}/`,
		"",
		...Object.entries(lines).map(
			([name, value]) => `  ${name.padEnd(30)} ${value}`,
		),
		"",
		"Ctrl-C stops it. The tables keep their items until --reset.",
	].join("\n");
}

/** After an error, the last version of the program is still served. */
async function reload(running: Running): Promise<void> {
	const from = performance.now();
	try {
		await running.reload();
		const took = Math.round(performance.now() - from);
		console.log(`The changed program runs after ${took} ms.`);
	} catch (error) {
		console.error(`The last version still runs: ${(error as Error).message}`);
	}
}
