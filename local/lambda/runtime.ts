// What runs in the worker of one execution environment: the part that AWS calls
// the runtime. environment.ts makes a script of it, so it imports nothing of ours.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
// Its words for what goes wrong: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
import { createRequire } from "node:module";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";

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

process.on("uncaughtException", (error) => end(error));
process.on("unhandledRejection", (reason) =>
	end(reason, "Runtime.UnhandledPromiseRejection"),
);

const { taskRoot, name, memoryMb } = workerData as {
	taskRoot: string;
	/** `file.function` */
	name: string;
	memoryMb: number;
};
const handler = load();
setInterval(endIfFull, 50).unref();
parentPort?.postMessage({ ready: true });

parentPort?.on("message", async (invocation: Invocation) => {
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
		parentPort?.postMessage({ result: JSON.stringify(result) ?? "null" });
	} catch (error) {
		parentPort?.postMessage({ error: describe(error) });
	}
});

function load(): Handler {
	const [file, member = ""] = name.split(".");
	let found: unknown;
	try {
		found = createRequire(`${taskRoot}/`)(`${taskRoot}/${file}.js`)[member];
	} catch (error) {
		if (error instanceof SyntaxError) end(error, "Runtime.UserCodeSyntaxError");
		const { code } = Object(error);
		end(
			error,
			code === "MODULE_NOT_FOUND" ? "Runtime.ImportModuleError" : undefined,
		);
	}
	if (typeof found !== "function")
		end(
			new Error(`${name} is undefined or not exported`),
			"Runtime.HandlerNotFound",
		);
	return found as Handler;
}

/** V8 sees to its heap itself, and not to what lies outside: Buffers count in Lambda too. */
function endIfFull(): void {
	const { used_heap_size, external_memory } = getHeapStatistics();
	// As a process that was killed for it.
	if (used_heap_size + external_memory > memoryMb * 2 ** 20) process.exit(137);
}

/** Ends the environment: its state can no longer be trusted. */
function end(error: unknown, errorType?: string): never {
	const described = describe(error);
	parentPort?.postMessage({
		ended: { ...described, errorType: errorType ?? described.errorType },
	});
	process.exit(1);
}

/** Whatever was thrown. */
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
