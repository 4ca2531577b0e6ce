/** The declared services of AWS at one address, for the SDK's own clients. */
import { accessKeyOf, roleName } from "../../local/core/caller.ts";
import type { Fault } from "../../local/core/faults.ts";
import { listen, listener } from "../../local/core/http.ts";
import { assemble, close, openServices } from "../../local/core/system.ts";
import { dynamodb as dynamodbService } from "../../local/dynamodb/service.ts";
import {
	Declarations,
	type DeclaredResource,
} from "../../local/evaluate/declarations.ts";
import type { OnDecision } from "../../local/iam/denials.ts";
import { startIam } from "../../local/iam/service.ts";
import { s3 } from "../../local/s3/service.ts";
import { secretsmanager } from "../../local/secretsmanager/service.ts";
import { ssm } from "../../local/ssm/service.ts";
import { program } from "./program.ts";

export interface EndpointOptions {
	/** Folder that the table is kept in; in memory when undefined. */
	path?: string;
	faults?: Fault[];
	onDecision?: OnDecision;
	/** Changes what is declared before it is used. */
	declared?: (declarations: Declarations) => void;
}

export interface Endpoint {
	declarations: Declarations;
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
	const { ready, close: closeServices } = await openServices(
		[dynamodbService, s3, secretsmanager, ssm],
		options.path,
	);
	const system = await assemble(declarations, {
		services: [
			{ name: "iam", start: startIam(options.onDecision ?? (() => {})) },
			...ready,
		],
		faults: options.faults ?? [],
	}).catch(async (error) => {
		await closeServices();
		throw error;
	});
	const { server, url } = await listen(listener(system.aws));
	const { role } = declarations.one("lambda.Function");
	return {
		declarations,
		table: declarations.one("dynamodb.Table").name,
		operator: clientOptions(url, "operator"),
		asFunction: clientOptions(url, accessKeyOf(roleName(role))),
		async stop() {
			close(server);
			await system.stop();
			await closeServices();
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
