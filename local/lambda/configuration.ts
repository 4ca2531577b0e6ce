/** What the declaration of a function makes of its environments. */
import { accessKeyOf, type Callers, roleName } from "../core/caller.ts";
import { type Clock, machineClock } from "../core/clock.ts";
import type { FunctionError } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import type { Artifact } from "./artifact.ts";
import type { EnvironmentOptions } from "./environment.ts";

type Function = StateOf<"lambda.Function">;

export interface Surroundings {
	/** Addresses that need not be told in AWS: `AWS_ENDPOINT_URL` and the like. */
	endpoints: Record<string, string>;
	/** Whether Lambda may log for a role is its policy's to say. */
	policies: Pick<Callers, "role">;
	/** Takes each line that a function writes to its log group. */
	log(logGroup: string, line: string): void;
	/** Of the limits of init and invocations; the machine's when undefined. */
	clock?: Clock;
}

/** Lambda gives the code ten seconds to load, or else the function's own timeout. */
const initSeconds = 10;

/** What every environment of a version is made with. */
export function environmentOf(
	declared: Function,
	version: string,
	{
		artifact,
		clock = machineClock,
		runtime,
		endpoints,
		...logging
	}: Surroundings & { artifact: Artifact; runtime: string },
): EnvironmentOptions {
	const timeoutSeconds = declared.timeout ?? 3;
	const log = logOf(declared, logging);
	return {
		runtime,
		taskRoot: artifact.taskRoot,
		handler: declared.handler ?? "",
		memoryMb: memoryOf(declared),
		timeoutSeconds,
		initSeconds: Math.max(initSeconds, timeoutSeconds),
		clock,
		log,
		logFailure: (error, requestId) => log(failureLine(error, requestId)),
		variables: {
			...declared.environment?.variables,
			...reservedVariables(declared, version, artifact),
			...endpoints,
		},
	};
}

const memoryOf = ({ memorySize }: Function) => memorySize ?? 128;
const logGroupOf = ({ name, loggingConfig }: Function) =>
	loggingConfig?.logGroup ?? `/aws/lambda/${name}`;

/** Lambda writes the log as the function's role: what that may not write is lost. */
function logOf(
	declared: Function,
	{ policies, log }: Pick<Surroundings, "policies" | "log">,
): (line: string) => void {
	const logGroup = logGroupOf(declared);
	const resource = `arn:aws:logs:${declared.region}:${account}:log-group:${logGroup}:log-stream:local`;
	const caller = policies.role(roleName(declared.role));
	let may: boolean | undefined;
	return (line) => {
		may ??= ["logs:CreateLogStream", "logs:PutLogEvents"].every((action) =>
			caller.may({ action, resource }),
		);
		if (may) log(logGroup, line);
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
	version: string,
	{ taskRoot, opt }: Artifact,
): Record<string, string> {
	return {
		_HANDLER: declared.handler ?? "",
		AWS_ACCESS_KEY_ID: accessKeyOf(roleName(declared.role)),
		AWS_SECRET_ACCESS_KEY: "local",
		AWS_SESSION_TOKEN: "local",
		AWS_EXECUTION_ENV: `AWS_Lambda_${declared.runtime}`,
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryOf(declared)),
		AWS_LAMBDA_FUNCTION_NAME: declared.name,
		AWS_LAMBDA_FUNCTION_VERSION: version,
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
