/** The tables and buckets that `npm start` serves, without the functions, for tests of the tools. */
import { listen, listener, response } from "../../local/core/http.ts";
import { close } from "../../local/core/system.ts";
import { type Endpoint, startEndpoint } from "../../local/tests/awsEndpoint.ts";
import { declared, stateOf } from "./declared.ts";

export interface LocalStack {
	/** Value of `--local`. */
	address: string;
	endpoint: Endpoint;
	stop(): Promise<void>;
}

/** @param settings override the settings of stack dev */
export async function startLocalStack(
	settings: Record<string, unknown> = {},
): Promise<LocalStack> {
	const declarations = await declared();
	// Tests write faster than the table's throughput limits allow.
	delete stateOf(declarations, "storage-cache").onDemandThroughput;
	const endpoint = await startEndpoint({ declarations });
	const { table, operator } = endpoint;
	const outputs = {
		url: "https://d1.cloudfront.net",
		distributionId: "E1",
		tableName: table,
		dataBucketName: stateOf(declarations, "storage-data").bucket,
		toolSettings: {
			region: "us-east-1",
			dataDir: "site/data",
			cacheTtlDays: 90,
			reasoningLanguage: "en",
			geminiModel: "gemini-3.5-flash-lite",
			apiRateLimit: 100,
			ipReasoningRateLimit: 0,
			...settings,
		},
	};
	const told = JSON.stringify({ aws: operator.endpoint, outputs });
	const { server, url } = await listen(
		listener(async ({ path }) =>
			path === "/__local/stack"
				? response(200, { "content-type": "application/json" }, told)
				: response(404, {}),
		),
	);
	return {
		address: url,
		endpoint,
		async stop() {
			close(server);
			await endpoint.stop();
		},
	};
}
