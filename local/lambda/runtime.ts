// The runtime, in the process of an execution environment. environment.ts makes a
// script of this file, so it imports only Node's modules.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
// Its error messages: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
import { createRequire } from "node:module";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";

interface Invocation {
	/** JSON */
	payload: string;
	requestId: string;
	traceId: string;
	functionArn: string;
	/** Epoch milliseconds. */
	deadline: number;
}

type Handler = (event: unknown, context: object) => unknown;

/** Folder of the code, `file.function`, and the memory in MB. */
const [taskRoot = "", name = "", memoryMb] = process.argv.slice(2);

process.on("uncaughtException", (error) => end(error));
process.on("unhandledRejection", (reason) =>
	end(reason, "Runtime.UnhandledPromiseRejection"),
);
// The parent has ended. Ctrl-C is for the parent, which then ends this process.
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});

/**
 * Kills this process when its parent has ended, even in a busy loop: a thread
 * waits for the end of a pipe that only the parent has open.
 */
const watch = `
	new (require("node:net").Socket)({ fd: 4, readable: true, writable: false })
		.on("close", () => process.kill(process.pid, "SIGKILL"))
		.on("error", () => {})
		.resume();`;
// Without the function's variables and options. A limit of its memory made the
// thread fail on a busy machine.
new Worker(watch, { eval: true, env: {}, execArgv: [] }).unref();

const handler = load();
if (handler) {
	setInterval(endIfFull, 50).unref();
	process.on("message", (invocation: Invocation) => run(handler, invocation));
	process.send?.({ ready: true });
}

async function run(handler: Handler, invocation: Invocation): Promise<void> {
	const { payload, requestId, traceId, functionArn, deadline } = invocation;
	process.env._X_AMZN_TRACE_ID = traceId;
	const context = {
		awsRequestId: requestId,
		invokedFunctionArn: functionArn,
		functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
		functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
		memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
		logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
		logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
		getRemainingTimeInMillis: () => deadline - Date.now(),
	};
	try {
		const result = await handler(JSON.parse(payload), context);
		endIfFull();
		process.send?.({ result: JSON.stringify(result) ?? "null" });
	} catch (error) {
		process.send?.({ error: describe(error) });
	}
}

/** The handler; undefined after an init error, when the process is exiting. */
function load(): Handler | undefined {
	const [file, member = ""] = name.split(".");
	let found: unknown;
	try {
		found = createRequire(`${taskRoot}/`)(`${taskRoot}/${file}.js`)[member];
	} catch (error) {
		if (error instanceof SyntaxError)
			return end(error, "Runtime.UserCodeSyntaxError");
		const isMissing = Object(error).code === "MODULE_NOT_FOUND";
		return end(error, isMissing ? "Runtime.ImportModuleError" : undefined);
	}
	if (typeof found === "function") return found as Handler;
	const missing = new Error(`${name} is undefined or not exported`);
	return end(missing, "Runtime.HandlerNotFound");
}

/** Limits heap and Buffers together, as Lambda does; V8 limits the heap alone. */
function endIfFull(): void {
	const { used_heap_size, external_memory } = getHeapStatistics();
	const used = used_heap_size + external_memory;
	if (used > Number(memoryMb) * 2 ** 20) process.kill(process.pid, "SIGKILL");
}

/** Reports an error outside of a call, and exits, because the state of the process is unknown. */
function end(error: unknown, errorType?: string): undefined {
	const described = describe(error);
	process.send?.(
		{ ended: { ...described, errorType: errorType ?? described.errorType } },
		() => process.exit(1),
	);
}

/** An error as Lambda reports it; any value can be thrown. */
function describe(error: unknown) {
	if (!(error instanceof Error))
		return { errorType: typeof error, errorMessage: String(error), trace: [] };
	const { name, message, stack = "" } = error;
	return {
		errorType: String(name),
		errorMessage: String(message),
		trace: String(stack).split("\n"),
	};
}
