/** What the declaration of a function makes of its environments. */
import { accessKeyOf, roleName } from "../core/caller.ts";
import type { Context, FunctionError } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { StateOf } from "../evaluate/declarations.ts";

type Function = StateOf<"lambda.Function">;

/** Folders of a function, as Lambda mounts them. */
export interface Artifact {
	/** `/var/task`: the code. */
	taskRoot: string;
	/** `/opt`: its layers, a later one over an earlier one. */
	opt: string;
}

/** What functions run in. */
export type Surroundings = Pick<
	Context,
	"callers" | "clock" | "log" | "variables"
>;

/** Lambda gives the code ten seconds to load, or else the function's own timeout. */
const initSeconds = 10;

/** What every environment of a version is made with. */
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
		/** Of an invocation. */
		timeoutSeconds: timeout,
		/** Of loading the code. */
		initSeconds: Math.max(initSeconds, timeout),
		/** Of these limits. */
		clock,
		/** Takes each line that the function writes. */
		log,
		/** Takes each failure; without an invocation when it happens between two. */
		logFailure: (error: FunctionError, requestId: string | undefined) =>
			log(failureLine(error, requestId)),
		variables,
	};
}

const logGroupOf = ({ name, loggingConfig }: Function) =>
	loggingConfig?.logGroup ?? `/aws/lambda/${name}`;

/** Lambda writes the log as the function's role: what that may not write is lost. */
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
		// Of Node 20, on which this may run, and Lambda does not.
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
	};
}
