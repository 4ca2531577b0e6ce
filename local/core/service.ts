/** The interface of a service of AWS. Each service has a folder and one line in services.ts. */
import type { Declarations } from "../evaluate/declarations.ts";
import type { Caller, Callers } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { FaultAnswers } from "./faults.ts";
import type { Request, Response, Service } from "./http.ts";

/** Paths of inputs, separated by spaces, without the indices of lists. A path includes all paths below it; `*` is every path. */
type Paths = string;

/** The inputs of a type that are not read. */
export interface Coverage {
	/** By the name under which start announces them. */
	notImitated?: Record<string, Paths>;
	/** Inputs that make no difference on one machine; a comment beside them says why. */
	irrelevant?: Paths;
}

export interface AwsService {
	/** As in the scope of a signature, and in `--fault`. */
	name: string;
	/** By kind of resource, as `s3.Bucket`. Other inputs are read; a test compares this with the program. */
	types: Record<string, Coverage>;
	/** Answers of its API to calls with a fault. */
	faults?: FaultAnswers;
	/** Serves the declarations of a program, after the services before it in the list. */
	start?: Start;
	/**
	 * Instead of `start`, for a service whose data outlive the program.
	 * @param folder of the data; undefined keeps them in memory
	 */
	open?(folder: string | undefined): Promise<Opened>;
}

export type Start = (context: Context) => Started | Promise<Started>;

export interface Opened {
	start: Start;
	close(): Promise<void>;
}

/** What a service can use when it starts. */
export interface Context {
	declarations: Declarations;
	callers: Callers;
	/** The clock of time limits. */
	clock: Clock;
	/** Environment variables by which functions find the services. */
	variables: Record<string, string>;
	/**
	 * Writes a line of a log.
	 * @param name of the log group, or `traces`
	 */
	log(name: string, line: string): void;
	/**
	 * The service behind a host name of AWS.
	 * @param service the principal that calls it
	 * @param arn the resource for which the principal calls
	 */
	at(host: string, service: string, arn: string): Service | undefined;
	invoke: Invoke;
}

/** Invokes the alias with this ARN; the outcome is its result as JSON, or its error. */
export type Invoke = (
	arn: string,
	invocation: { event: unknown; traceId: string },
) => Promise<Outcome>;

export type Outcome =
	| { result: string; error?: undefined }
	| { result?: undefined; error: FunctionError };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface FunctionError {
	errorType: string;
	errorMessage: string;
	/** Lines of the stack. */
	trace?: string[];
}

/** Answers signed calls. */
export type Api = (
	request: Request,
	caller: Caller,
) => Response | Promise<Response>;

/** What a started service offers to the others and to clients. */
export interface Started {
	callers?: Callers;
	api?: Api;
	variables?: Record<string, string>;
	at?: Context["at"];
	invoke?: Invoke;
	/** Has an address of its own on this machine. */
	front?: Front;
	close?(): unknown;
}

export interface Front {
	name: string;
	/** Prefix of the paths of its requests. */
	path: string;
	serve: Service;
}
