/** One evaluation of the program, put together and running. */
import type { Server } from "node:http";
import type { cloudfront, lambda } from "@pulumi/aws";
import { RestApi } from "../apigateway/restApi.ts";
import type { Trails } from "../cli/trails.ts";
import { Distribution } from "../cloudfront/distribution.ts";
import { serveTables } from "../dynamodb/dynamodb.ts";
import type { TableStore } from "../dynamodb/tableStore.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { Witness } from "../iam/denials.ts";
import { type Caller, Policies } from "../iam/iam.ts";
import { Lambda } from "../lambda/lambda.ts";
import { Buckets } from "../s3/s3.ts";
import { startDaemon } from "../xray/xray.ts";
import { awsEndpoint } from "./endpoint.ts";
import type { Fault } from "./faults.ts";
import { listen, listener, type Request, type Service } from "./http.ts";

export interface SystemOptions {
	/** Outlives the system. */
	store: TableStore;
	/** Of the services that the function calls. */
	faults: Fault[];
	/** Base URL of Gemini, or of what answers in its place. */
	geminiUrl: string;
	/** Takes a line of a log: a log group's name, or `traces`. */
	log(name: string, line: string): void;
	trails: Trails;
	witness: Witness;
}

/** What is declared, serving. */
export interface System {
	declarations: Declarations;
	/** The distribution. */
	viewer: Service;
	/** The stage of the API, without the distribution before it. */
	api: Service;
	stageName: string;
	functions: Lambda;
	/** DynamoDB, S3, Secrets Manager and SSM. */
	aws: Service;
	/** Stops, once what was asked of it is answered. */
	retire(): Promise<void>;
	/** Stops at once. */
	stop(): Promise<void>;
}

export async function assemble(
	declarations: Declarations,
	{ store, faults, geminiUrl, log, trails, witness }: SystemOptions,
): Promise<System> {
	const policies = new Policies(declarations, witness);
	const buckets = new Buckets(declarations);
	const tables = await serveTables(store, declarations);
	const aws = awsEndpoint(declarations, policies, tables, buckets, faults);
	const endpoint = await listen(
		listener((request) => {
			trails.called(request);
			return aws(request);
		}),
	);
	const { role } = declarations.one<lambda.Function>(
		"aws:lambda/function:Function",
	);
	const daemon = await startDaemon(
		policies.role(role.split("/").at(-1) ?? ""),
		(document) => log("traces", document),
	);
	const functions = new Lambda(declarations, {
		endpoints: {
			AWS_ENDPOINT_URL: endpoint.url,
			AWS_XRAY_DAEMON_ADDRESS: daemon.address,
			GEMINI_BASE_URL: geminiUrl,
		},
		policies,
		log,
	});
	await functions.start();
	const invoke: Lambda["invoke"] = (alias, invocation) => {
		trails.invoked(invocation.traceId);
		return functions.invoke(alias, invocation);
	};
	const api = new RestApi(declarations, { invoke }, { log });
	const distribution = new Distribution(
		declarations,
		originsOf(declarations, policies, buckets, api, trails),
	);
	const asked = new Set<Promise<unknown>>();
	const answering =
		(service: Service): Service =>
		(request) => {
			const answer = service(request);
			const done = () => asked.delete(answer);
			asked.add(answer);
			answer.then(done, done);
			return answer;
		};
	const stop = async () => {
		close(endpoint.server);
		daemon.close();
		tables.close();
		await functions.close();
	};
	return {
		declarations,
		viewer: answering((request) => distribution.serve(request)),
		api: answering((request) => api.serve(request)),
		stageName: api.stageName,
		functions,
		aws: answering(aws),
		stop,
		async retire() {
			await Promise.allSettled(asked);
			await stop();
		},
	};
}

/** Ends a server and whatever hangs on it. */
export function close(server: Server): void {
	server.close();
	server.closeAllConnections();
}

/** The buckets, as the distribution may read them, and the API. */
function originsOf(
	declarations: Declarations,
	policies: Policies,
	buckets: Buckets,
	api: RestApi,
	trails: Trails,
) {
	const { arn } = declarations.one<cloudfront.Distribution>(
		"aws:cloudfront/distribution:Distribution",
	);
	const context = { "aws:sourcearn": arn };
	return (domainName: string): Service => {
		if (domainName === api.host)
			return (request) => {
				trails.passed("gateway");
				return api.serve(request);
			};
		const bucket = buckets.ofHost(domainName);
		if (!bucket) throw new Error(`${domainName} is no origin that is declared`);
		const service = policies.serviceAt(bucket, "cloudfront.amazonaws.com");
		const caller: Caller = {
			...service,
			may: (call) => service.may({ ...call, context }),
		};
		return async (request: Request) => {
			trails.passed("bucket");
			return buckets.get(bucket, request.path.slice(1), request, caller);
		};
	};
}
