/** The options of a function's environments, by its declaration. */
import { accessKeyOf, roleName } from "../core/caller.ts";
import type { Context, FunctionError } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { StateOf } from "../evaluate/declarations.ts";

type Function = StateOf<"lambda.Function">;

/** The folders of a function that Lambda mounts. */
export interface Artifact {
	/** `/var/task`: the code. */
	taskRoot: string;
	/** `/opt`: the layers, a later one over an earlier one. */
	opt: string;
}

export type Surroundings = Pick<
	Context,
	"callers" | "clock" | "log" | "variables"
>;

/** The least time that Lambda gives the code to load; a longer timeout of the function extends it. */
const initSeconds = 10;

/** The options of all environments of a version. */
export type EnvironmentOptions = ReturnType<typeof environmentOf>;

/** @param runtime path of the runtime */
export function environmentOf(
	declared: Function,
	version: string,
	runtime: string,
	artifact: Artifact,
	{ clock, ...surroundings }: Surroundings,
) {
	const { timeout = 3, handler = "", memorySize: memoryMb = 128 } = declared;
	const log = logOf(declared, surroundings);
	const variables: Record<string, string> = {
		...declared.environment?.variables,
		_HANDLER: handler,
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
		AWS_LAMBDA_FUNCTION_VERSION: version,
		...reservedVariables(declared, artifact),
		...surroundings.variables,
	};
	return {
		runtime,
		taskRoot: artifact.taskRoot,
		/** `file.function` */
		handler,
		memoryMb,
		/** The limit of an invocation. */
		timeoutSeconds: timeout,
		/** The limit of loading the code. */
		initSeconds: Math.max(initSeconds, timeout),
		/** The clock of these limits. */
		clock,
		/** Receives each line that the function writes. */
		log,
		/** Receives each failure; a failure between two invocations has no request id. */
		logFailure: (error: FunctionError, requestId: string | undefined) =>
			log(failureLine(error, requestId)),
		variables,
	};
}

const logGroupOf = ({ name, loggingConfig }: Function) =>
	loggingConfig?.logGroup ?? `/aws/lambda/${name}`;

/** Lambda writes the log with the function's role; lines that the role is not allowed to write are lost. */
function logOf(
	declared: Function,
	{ callers, log }: Pick<Surroundings, "callers" | "log">,
): (line: string) => void {
	const logGroup = logGroupOf(declared);
	const resource = `arn:aws:logs:${declared.region}:${account}:log-group:${logGroup}:log-stream:local`;
	const caller = callers.role(roleName(declared.role));
	const actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
	let isRefused: boolean | undefined;
	return (line) => {
		isRefused ??= actions.some((action) =>
			caller.refusal({ action, resource }),
		);
		if (!isRefused) log(logGroup, line);
	};
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
function failureLine(
	{ errorType, errorMessage, trace = [] }: FunctionError,
	requestId: string | undefined,
): string {
	const timestamp = new Date().toISOString();
	const message = { errorType, errorMessage, stackTrace: trace };
	return JSON.stringify({ timestamp, level: "ERROR", requestId, message });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function reservedVariables(
	declared: Function,
	{ taskRoot, opt }: Artifact,
): Record<string, string> {
	return {
		AWS_ACCESS_KEY_ID: accessKeyOf(roleName(declared.role)),
		AWS_SECRET_ACCESS_KEY: "local",
		AWS_SESSION_TOKEN: "local",
		AWS_EXECUTION_ENV: `AWS_Lambda_${declared.runtime}`,
		AWS_LAMBDA_FUNCTION_NAME: declared.name,
		AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(declared),
		AWS_LAMBDA_LOG_STREAM_NAME: "local",
		AWS_REGION: declared.region,
		AWS_DEFAULT_REGION: declared.region,
		LAMBDA_TASK_ROOT: taskRoot,
		NODE_PATH: `${opt}/nodejs/node_modules`,
		TZ: ":UTC",
		// Node 20: the SDK warns of a version that Lambda does not use.
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
	};
}
