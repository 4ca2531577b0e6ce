/** What a service of AWS is here: a folder of its own, and one line in services.ts. */
import type { Declarations } from "../evaluate/declarations.ts";
import type { Caller, Callers } from "./caller.ts";
import type { Clock } from "./clock.ts";
import type { FaultAnswers } from "./faults.ts";
import type { Request, Response, Service } from "./http.ts";

/** Paths of inputs, without the indices of lists, a space between two; a path stands for all below it, `*` for all. */
type Paths = string;

/** What is declared of a type and not read. */
export interface Coverage {
	/** By the name under which it is announced at start. */
	notImitated?: Record<string, Paths>;
	/** Makes no difference on one machine; a comment beside it says why. */
	irrelevant?: Paths;
}

export interface AwsService {
	/** As in the scope of a signature, and in `--fault`. */
	name: string;
	/** By kind of resource, as `s3.Bucket`; all that is not named is read. A test holds this to what is declared. */
	types: Record<string, Coverage>;
	/** How its API throttles and fails. */
	faults?: FaultAnswers;
	/** Serves what a program declares, after the services before it in the list. */
	start?: Start;
	/**
	 * In place of `start` where something outlives the program.
	 * @param folder in memory when undefined
	 */
	open?(folder: string | undefined): Promise<Opened>;
}

export type Start = (context: Context) => Started | Promise<Started>;

export interface Opened {
	start: Start;
	close(): Promise<void>;
}

/** What a service finds when it starts. */
export interface Context {
	declarations: Declarations;
	callers: Callers;
	/** Of the limits of functions. */
	clock: Clock;
	/** Environment variables by which functions find what is served. */
	variables: Record<string, string>;
	/** Takes a line of a log: a log group's name, or `traces`. */
	log(name: string, line: string): void;
	/**
	 * Who answers at a host name of AWS.
	 * @param service asks, on behalf of a resource with this ARN
	 */
	at(host: string, service: string, arn: string): Service | undefined;
	invoke: Invoke;
}

/** Invokes the function at an ARN; a result as JSON, or how it failed. */
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

/** What a service gives to the others and to the world. */
export interface Started {
	callers?: Callers;
	api?: Api;
	variables?: Record<string, string>;
	at?: Context["at"];
	invoke?: Invoke;
	/** What has an address of its own on this machine. */
	front?: Front;
	close?(): unknown;
}

export interface Front {
	name: string;
	/** That its requests begin with. */
	path: string;
	serve: Service;
}
