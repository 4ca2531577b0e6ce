/** The declared services of AWS at one address, for the SDK's own clients. */
import type { dynamodb, lambda } from "@pulumi/aws";
import { awsEndpoint } from "../../local/core/endpoint.ts";
import type { Fault } from "../../local/core/faults.ts";
import { listen, listener } from "../../local/core/http.ts";
import {
	Declarations,
	type DeclaredResource,
} from "../../local/evaluate/declarations.ts";
import type { Witness } from "../../local/iam/denials.ts";
import { accessKeyOf, Policies } from "../../local/iam/iam.ts";
import { Buckets } from "../../local/s3/s3.ts";
import { program } from "./program.ts";
import { type OpenTables, openTables } from "./tables.ts";

export interface EndpointOptions {
	/** Folder of the table; in memory when undefined. */
	path?: string;
	faults?: Fault[];
	witness?: Witness;
	/** Changes what is declared before it is used. */
	declared?: (declarations: Declarations) => void;
}

export interface Endpoint {
	declarations: Declarations;
	tables: OpenTables;
	table: string;
	/** What a client is made with: whoever runs the machine, who may everything. */
	operator: ClientOptions;
	/** The same for the function's role. */
	asFunction: ClientOptions;
	stop(): Promise<void>;
}

/** One attempt: a test sees each answer. */
const clientOptions = (endpoint: string, accessKeyId: string) => ({
	endpoint,
	region: "us-east-1",
	credentials: { accessKeyId, secretAccessKey: "local" },
	maxAttempts: 1,
	forcePathStyle: true,
});
export type ClientOptions = ReturnType<typeof clientOptions>;

/** The declarations of stack dev, to be changed at will. */
export async function declarationsOf(
	config: Record<string, string> = {},
): Promise<Declarations> {
	const { resources } = await program("dev", config);
	return new Declarations(structuredClone(resources));
}

/** The declared resource with this logical name. */
export function resource(
	{ resources }: Declarations,
	name: string,
): DeclaredResource {
	const found = resources.find((one) => one.name === name);
	if (!found) throw new Error(`nothing is declared as ${name}`);
	return found;
}

/** For what writes more in a second than the stack's ceilings admit. */
export const withoutCeilings = {
	declared(declarations: Declarations) {
		delete resource(declarations, "storage-cache").state.onDemandThroughput;
	},
};

export async function startEndpoint(
	options: EndpointOptions = {},
): Promise<Endpoint> {
	const declarations = await declarationsOf();
	options.declared?.(declarations);
	const tables = await openTables(declarations, options.path);
	const policies = new Policies(declarations, options.witness);
	const buckets = new Buckets(declarations);
	const { server, url } = await listen(
		listener(
			awsEndpoint(declarations, policies, tables, buckets, options.faults),
		),
	);
	const { role } = declarations.one<lambda.Function>(
		"aws:lambda/function:Function",
	);
	const roleName = role.split("/").at(-1) ?? "";
	return {
		declarations,
		tables,
		table: declarations.one<dynamodb.Table>("aws:dynamodb/table:Table").name,
		operator: clientOptions(url, "operator"),
		asFunction: clientOptions(url, accessKeyOf(roleName)),
		async stop() {
			server.close();
			server.closeAllConnections();
			await tables.close();
		},
	};
}

/** Runs something with an endpoint, which stops whatever comes of it. */
export async function withEndpoint<T>(
	options: EndpointOptions,
	run: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
	const endpoint = await startEndpoint(options);
	try {
		return await run(endpoint);
	} finally {
		await endpoint.stop();
	}
}

/** What a call that must fail throws. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
	try {
		await call;
	} catch (error) {
		return error as Error;
	}
	throw new Error("the call succeeded");
}
