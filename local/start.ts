/** Puts the declared system together on this machine. */
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { dirname, join } from "node:path";
import type { cloudfront, lambda } from "@pulumi/aws";
import { root } from "../components/buildCache.ts";
import { RestApi } from "./apigateway/restApi.ts";
import { Distribution } from "./cloudfront/distribution.ts";
import { listen, listener, type Service } from "./http.ts";
import { Lambda } from "./lambda/lambda.ts";
import { notImitated } from "./notImitated.ts";
import { type Declarations, readDeclarations } from "./program/declarations.ts";
import { readStackConfig } from "./program/stackConfig.ts";
import { openDynamoDb } from "./services/dynamodb.ts";
import { awsEndpoint } from "./services/endpoint.ts";
import { geminiStandIn } from "./services/gemini.ts";
import { type Caller, Policies, type Witness } from "./services/iam.ts";
import { Buckets } from "./services/s3.ts";
import { startDaemon } from "./services/xray.ts";

export interface StartOptions {
	stack: string;
	/** Of the page; 0 for any free one. */
	port: number;
	/** Configuration in place of the stack's own, by key. */
	config: Record<string, string>;
	/** Folder of what outlives the process: table and logs. The table is in memory when undefined. */
	folder: string | undefined;
	/** Asks Gemini itself; the stand-in answers when undefined. */
	geminiKey: string | undefined;
	/** Told of every call that the policies decide. */
	witness?: Witness;
}

export interface Running {
	/** The distribution. */
	url: string;
	/** The stage of the API, without the distribution before it. */
	apiUrl: string;
	/** DynamoDB, S3, Secrets Manager and SSM. */
	awsUrl: string;
	declarations: Declarations;
	/** What is declared and not imitated here, a line each. */
	notImitated: string[];
	stop(): Promise<void>;
}

/** A key of the right form for the stand-in, which takes any. */
const standInKey = "stand-in-key";

/**
 * Starts everything.
 * @throws UsageError for what whoever starts it can mend
 */
export async function start(options: StartOptions): Promise<Running> {
	const { stack, port, folder, geminiKey } = options;
	const declarations = await readDeclarations(
		readStackConfig(stack, {
			...options.config,
			geminiKey: geminiKey ?? standInKey,
		}),
	);
	const policies = new Policies(declarations, options.witness);
	const buckets = new Buckets(declarations);
	const dynamoDb = await openDynamoDb(
		declarations,
		folder && join(folder, "dynamodb"),
	);

	const servers: Server[] = [];
	const serve = async (service: Service, at = 0) => {
		const { server, url } = await listen(listener(service), at);
		servers.push(server);
		return url;
	};
	const awsUrl = await serve(
		awsEndpoint(declarations, policies, dynamoDb, buckets),
	);
	const gemini = geminiKey ? undefined : await serve(geminiStandIn);
	const log = (name: string, line: string) => {
		if (folder) appendLine(folder, name, line);
	};
	const { role } = declarations.one<lambda.Function>(
		"aws:lambda/function:Function",
	);
	const daemon = await startDaemon(
		policies.role(role.split("/").at(-1) ?? ""),
		(document) => log("traces", document),
	);
	const functions = new Lambda(declarations, {
		endpoints: {
			AWS_ENDPOINT_URL: awsUrl,
			AWS_XRAY_DAEMON_ADDRESS: daemon.address,
			...(gemini && { GEMINI_BASE_URL: gemini }),
		},
		policies,
		log: (logGroup, line) => log(logGroup, line),
	});
	await functions.start();
	const api = new RestApi(declarations, functions);
	const distribution = new Distribution(
		declarations,
		originsOf(declarations, policies, buckets, api),
	);
	const apiUrl = await serve((request) => api.serve(request));
	const url = await serve((request) => distribution.serve(request), port);

	return {
		url,
		apiUrl: `${apiUrl}/${api.stageName}`,
		awsUrl,
		declarations,
		notImitated: notImitated(declarations),
		async stop() {
			for (const server of servers) {
				server.close();
				server.closeAllConnections();
			}
			daemon.close();
			await functions.close();
			await dynamoDb.close();
		},
	};
}

/** The buckets, as the distribution may read them, and the API. */
function originsOf(
	declarations: Declarations,
	policies: Policies,
	buckets: Buckets,
	api: RestApi,
) {
	const { arn } = declarations.one<cloudfront.Distribution>(
		"aws:cloudfront/distribution:Distribution",
	);
	const context = { "aws:sourcearn": arn, "aws:securetransport": "true" };
	return (domainName: string): Service => {
		if (domainName === api.host) return (request) => api.serve(request);
		const bucket = buckets.ofHost(domainName);
		if (!bucket) throw new Error(`${domainName} is no origin that is declared`);
		const service = policies.serviceAt(bucket, "cloudfront.amazonaws.com");
		const caller: Caller = {
			...service,
			may: (call) => service.may({ ...call, context }),
		};
		return async (request) => {
			const key = decodeURIComponent(request.path.slice(1));
			return buckets.get(bucket, key, request, caller);
		};
	};
}

/** A log group is a file; its name has slashes, which are folders. */
function appendLine(folder: string, name: string, line: string): void {
	const file = join(folder, "logs", `${name}.log`);
	mkdirSync(dirname(file), { recursive: true });
	appendFileSync(file, `${line}\n`);
}

/** Forgets what earlier runs of a stack kept. */
export function reset(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
}

/** Where the runs of a stack keep table and logs. */
export function folderOf(stack: string): string {
	return join(root, ".local", stack);
}
