// What runs in the worker of one execution environment: the part that AWS calls
// the runtime. environment.ts makes a script of it, so it imports nothing of ours.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

interface Invocation {
	event: unknown;
	requestId: string;
	traceId: string;
	/** Epoch milliseconds. */
	deadline: number;
}

const { taskRoot, handler: name } = workerData as {
	taskRoot: string;
	handler: string;
};
const [file, member] = name.split(".") as [string, string];
const handler = createRequire(`${taskRoot}/`)(`${taskRoot}/${file}.js`)[member];
parentPort?.postMessage({ ready: true });

parentPort?.on("message", async (invocation: Invocation) => {
	const { event, requestId, traceId, deadline } = invocation;
	process.env._X_AMZN_TRACE_ID = traceId;
	const context = {
		awsRequestId: requestId,
		functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
		functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
		memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
		logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
		getRemainingTimeInMillis: () => deadline - Date.now(),
	};
	try {
		const result = await handler(event, context);
		parentPort?.postMessage({ result: JSON.stringify(result) });
	} catch (error) {
		const { name: errorType, message, stack } = error as Error;
		parentPort?.postMessage({
			error: { errorType, errorMessage: message, trace: stack },
		});
	}
});
