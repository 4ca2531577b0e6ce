/** The declared services of AWS at one address, for the SDK's own clients. */
import { accessKeyOf, roleName } from "../core/caller.ts";
import type { Fault } from "../core/faults.ts";
import { listen, listener } from "../core/http.ts";
import { assemble, close, openServices } from "../core/system.ts";
import { dynamodb as dynamodbService } from "../dynamodb/service.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { OnDecision } from "../iam/iam.ts";
import { startIam } from "../iam/service.ts";
import { s3 } from "../s3/service.ts";
import { secretsmanager } from "../secretsmanager/service.ts";
import { ssm } from "../ssm/service.ts";
import { fixture } from "./fixture.ts";

export interface EndpointOptions {
	/** Folder of the table; undefined keeps it in memory. */
	path?: string;
	faults?: Fault[];
	onDecision?: OnDecision;
	/** @default the fixture */
	declarations?: Declarations;
	/** Changes the declarations before they are served. */
	declared?: (declarations: Declarations) => void;
}

export interface Endpoint {
	declarations: Declarations;
	table: string;
	/** Options of a client with the operator's permissions. */
	operator: ClientOptions;
	/** Options of a client with the permissions of the function's role. */
	asFunction: ClientOptions;
	stop(): Promise<void>;
}

/** Options without retries, so that a test sees each answer. */
export const clientOptions = (endpoint: string, accessKeyId: string) => ({
	endpoint,
	region: "us-east-1",
	credentials: { accessKeyId, secretAccessKey: "local" },
	maxAttempts: 1,
	forcePathStyle: true,
});
export type ClientOptions = ReturnType<typeof clientOptions>;

export async function startEndpoint(
	options: EndpointOptions = {},
): Promise<Endpoint> {
	const { declarations = fixture() } = options;
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

/** Runs a test with an endpoint of its own. */
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

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
	try {
		await call;
	} catch (error) {
		return error as Error;
	}
	throw new Error("the call succeeded");
}
