/** Opens the stack that a command works with: a stack in AWS, or the local stack of `npm start`. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Command, InvalidArgumentError } from "commander";
import * as z from "zod/mini";
import { root } from "../../build/projectRoot.ts";
import { languages } from "../../contract/languages.ts";
import { UsageError } from "../../local/core/usageError.ts";

/** Outputs of index.ts that the tools read. */
const Outputs = z.object({
	url: z.string(),
	distributionId: z.string(),
	tableName: z.string(),
	dataBucketName: z.string(),
	toolSettings: z.object({
		region: z.string(),
		dataDir: z.string(),
		cacheTtlDays: z.number(),
		reasoningLanguage: z.enum(languages),
		geminiModel: z.string(),
		apiRateLimit: z.number(),
		ipReasoningRateLimit: z.number(),
	}),
});
type Outputs = z.infer<typeof Outputs>;

/** The configuration of the AWS clients. */
export interface ClientConfig {
	region: string;
	endpoint?: string;
	credentials?: { accessKeyId: string; secretAccessKey: string };
	forcePathStyle?: boolean;
}

export interface Stack extends Outputs {
	client: ClientConfig;
}

export interface StackOptions {
	stack?: string;
	/** Address of the local stack of `npm start`; true for its default address. */
	local?: string | true;
}

const localAddress = "http://127.0.0.1:8787";

/** Adds the options that select a stack. One of them is required. */
export function addStackOptions(command: Command): Command {
	return command
		.option("--stack <name>", "Pulumi stack, such as dev")
		.option(
			"--local [address]",
			`local stack of npm start instead of AWS; default: ${localAddress}`,
			addressOf,
		);
}

/** The optional value takes the next argument, so `upload --local DIR` would take the folder. */
function addressOf(text: string): string {
	if (/^https?:\/\//.test(text)) return text;
	throw new InvalidArgumentError(
		`It must be an address such as ${localAddress}; without one, write --local at the end.`,
	);
}

/** @throws UsageError when there is no such stack */
export async function openStack({
	stack,
	local,
}: StackOptions): Promise<Stack> {
	if (local) return openLocal(local === true ? localAddress : local);
	if (!stack)
		throw new UsageError(
			"no stack is named; give --stack dev, or --local for what npm start serves",
		);
	const outputs = parse(await pulumiOutputs(stack), `stack ${stack}`);
	return { ...outputs, client: { region: outputs.toolSettings.region } };
}

const run = promisify(execFile);

/** Asks the project's own Pulumi CLI, which knows the backend of the state. */
async function pulumiOutputs(stack: string): Promise<unknown> {
	const cli = join(root, "node_modules/pulumi/run.js");
	const args = [cli, "stack", "output", "--json", "--stack", stack];
	try {
		const { stdout } = await run(process.execPath, args, { cwd: root });
		return JSON.parse(stdout);
	} catch (error) {
		const { stderr = "", message } = error as Error & { stderr?: string };
		const lines = (stderr.trim() || message).split("\n");
		// The package may first print that it downloads the CLI. "pulumi:" begins its own errors.
		const isError = (line: string) => /^(error|pulumi):/.test(line);
		const line = lines.find(isError) ?? lines[0];
		throw new UsageError(
			`stack ${stack} cannot be read: ${line}; log in with npx pulumi login, and see npx pulumi stack ls`,
		);
	}
}

async function openLocal(address: string): Promise<Stack> {
	const url = address.replace(/\/$/, "");
	let answer: { aws: string; outputs: unknown };
	try {
		const response = await fetch(`${url}/__local/stack`);
		answer = await response.json();
	} catch {
		throw new UsageError(
			`no local stack runs at ${url}; run npm start, and give its address with --local`,
		);
	}
	const outputs = parse(answer.outputs, url);
	return {
		...outputs,
		url,
		client: {
			region: outputs.toolSettings.region,
			endpoint: answer.aws,
			credentials: { accessKeyId: "local", secretAccessKey: "local" },
			forcePathStyle: true,
		},
	};
}

function parse(outputs: unknown, name: string): Outputs {
	const parsed = Outputs.safeParse(outputs);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new UsageError(
		`${name} has no output ${issue?.path.join(".")}; bring it up to date with npx pulumi up`,
	);
}
