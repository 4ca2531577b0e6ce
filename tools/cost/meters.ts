/** The prices and quantities that AWS bills for each declared type. */
import type { Declarations } from "../../local/evaluate/declarations.ts";
import prices from "./prices.json" with { type: "json" };
import { assumptions, secondsOfMonth, type Usage } from "./usage.ts";

export type PriceId = keyof typeof prices.prices;

/** Quantities in the price's unit: in a month without visitors, and added by use. */
export interface Quantity {
	price: PriceId;
	idle?: number;
	inUse?: number;
}

type State = Record<string, unknown>;
type Meter = (state: State, usage: Usage, all: Declarations) => Quantity[];

const kilobytes = (count: number, each: { value: number }) =>
	(count * each.value) / 1e6;

/** Memory of the Lambda function, GB. */
export const memoryOf = (all: Declarations) =>
	(all.one("lambda.Function").memorySize ?? 128) / 1024;

/** GB of the table once as many answers expire as are added. */
function tableSize({ answers }: Usage, all: Declarations): number {
	const { environment } = all.one("lambda.Function");
	const days = Number(environment?.variables?.CACHE_TTL_DAYS);
	return (answers * days * 86_400) / secondsOfMonth;
}

/** Number of monthly backups in the vault at any time. */
function keptBackups(all: Declarations): number {
	const [rule] = all.one("backup.Plan").rules;
	return ((rule?.lifecycle?.deleteAfter ?? 0) * 86_400) / secondsOfMonth;
}

/** Meters by type. The estimate throws for a type that is neither here nor in `free`. */
export const meters: Record<string, Meter> = {
	"aws:apigateway/restApi:RestApi": (_, { questions }) => [
		{ price: "apiRequest", inUse: questions },
	],
	"aws:backup/vault:Vault": (_, usage, all) => [
		// Each backup of a DynamoDB table is a full copy.
		{ price: "backupStorage", inUse: keptBackups(all) * tableSize(usage, all) },
	],
	"aws:cloudfront/distribution:Distribution": (
		_,
		{ viewerRequests, transfer },
	) => [
		{ price: "edgeRequest", inUse: viewerRequests },
		{ price: "edgeTransfer", inUse: transfer },
	],
	"aws:cloudfront/function:Function": (_, { viewerRequests }) => [
		{ price: "edgeFunction", inUse: viewerRequests },
	],
	"aws:cloudtrail/trail:Trail": (_, { bucketReads }) => [
		{ price: "auditEvent", inUse: bucketReads },
	],
	"aws:cloudwatch/dashboard:Dashboard": () => [{ price: "dashboard", idle: 1 }],
	"aws:cloudwatch/logGroup:LogGroup": logs,
	"aws:cloudwatch/logMetricFilter:LogMetricFilter": () => [
		{ price: "customMetric", inUse: 1 },
	],
	"aws:cloudwatch/metricAlarm:MetricAlarm": ({ metricQueries = [] }) => {
		const queries = metricQueries as { metric?: object }[];
		const metrics = queries.filter(({ metric }) => metric).length;
		return [{ price: "alarmMetric", idle: Math.max(metrics, 1) }];
	},
	"aws:dynamodb/table:Table": (_, usage, all) => [
		{ price: "dynamoRead", inUse: usage.questions + usage.misses },
		{
			price: "dynamoWrite",
			inUse: usage.misses * assumptions.writesPerMiss.value,
		},
		{ price: "dynamoStorage", inUse: tableSize(usage, all) },
		{ price: "dynamoRecovery", inUse: tableSize(usage, all) },
		// DynamoDB caches a table's key for five minutes.
		{
			price: "kmsRequest",
			inUse: Math.min(usage.questions, secondsOfMonth / 300),
		},
	],
	"aws:lambda/function:Function": reasoning,
	"aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": (
		{ provisionedConcurrentExecutions },
		_,
		all,
	) => [
		{
			price: "provisionedConcurrency",
			idle:
				Number(provisionedConcurrentExecutions) *
				memoryOf(all) *
				secondsOfMonth,
		},
	],
	"aws:s3/bucket:Bucket": (_, { bucketReads }, all) => {
		const buckets = all.all("s3.Bucket").length;
		return [
			{
				price: "s3Storage",
				idle: assumptions.publishedGigabytes.value / buckets,
			},
			// Each read, and the write of its access log line.
			{ price: "s3Get", inUse: bucketReads / buckets },
			{ price: "s3Put", inUse: bucketReads / buckets },
		];
	},
	"aws:secretsmanager/secret:Secret": (_, { misses }) => [
		{ price: "secret", idle: 1 },
		{ price: "secretRequest", inUse: misses },
	],
	"aws:wafv2/webAcl:WebAcl": ({ scope, rules }, usage) => [
		{ price: "webAcl", idle: 1 },
		{ price: "webAclRule", idle: (rules as unknown[]).length },
		{
			price: "webAclRequest",
			inUse: scope === "CLOUDFRONT" ? usage.viewerRequests : usage.questions,
		},
	],
	"aws:xray/samplingRule:SamplingRule": (
		{ urlPath, fixedRate },
		{ questions },
	) => [
		{
			price: "trace",
			inUse: urlPath === "*" ? questions * Number(fixedRate) : 0,
		},
	],
};

/** The prices of the model that the function calls. */
export function modelOf(
	all: Declarations,
): Record<"input" | "output", PriceId> {
	const { environment } = all.one("lambda.Function");
	const model = environment?.variables?.GEMINI_MODEL;
	const input = `${model} input`;
	const output = `${model} output`;
	if (!(input in prices.prices && output in prices.prices))
		throw new Error(`tools/cost/prices.json has no price for ${model}`);
	return { input: input as PriceId, output: output as PriceId };
}

function reasoning(_: State, usage: Usage, all: Declarations): Quantity[] {
	const { hitMilliseconds, missMilliseconds, ...each } = assumptions;
	const { input, output } = modelOf(all);
	const seconds =
		(usage.hits * hitMilliseconds.value +
			usage.misses * missMilliseconds.value) /
		1000;
	return [
		{ price: "lambdaRequest", inUse: usage.questions },
		{ price: "lambdaDuration", inUse: seconds * memoryOf(all) },
		{ price: "customMetric", inUse: each.ownMetrics.value },
		{ price: input, inUse: usage.misses * each.inputTokens.value },
		{ price: output, inUse: usage.misses * each.outputTokens.value },
	];
}

function logs(
	{ name, retentionInDays }: State,
	usage: Usage,
	all: Declarations,
): Quantity[] {
	const taken = logged(String(name), usage, all);
	return [
		{ price: "logIngestion", inUse: taken },
		{ price: "logStorage", inUse: (taken * Number(retentionInDays)) / 30 },
	];
}

/** GB that a log group ingests; its name tells which service writes to it. */
function logged(name: string, usage: Usage, all: Declarations): number {
	const each = assumptions;
	if (name.startsWith("/aws/lambda/"))
		return kilobytes(usage.questions, each.functionLogKilobytes);
	if (name.startsWith("/aws/apigateway/"))
		return kilobytes(usage.questions, each.accessLogKilobytes);
	if (name.startsWith("/aws/vendedlogs/cloudfront/"))
		return kilobytes(usage.viewerRequests, each.accessLogKilobytes);
	if (name.startsWith("API-Gateway-Execution-Logs_"))
		return (
			kilobytes(usage.questions, each.executionLogKilobytes) +
			(isTraced(all) ? kilobytes(usage.questions, each.dataTraceKilobytes) : 0)
		);
	// Visitors' requests are not blocked, so the firewalls log nothing for them.
	if (name.startsWith("aws-waf-logs-")) return 0;
	throw new Error(`tools/cost/meters.ts has no rule for the log group ${name}`);
}

const isTraced = (all: Declarations) =>
	all
		.all("apigateway.MethodSettings")
		.some(({ settings }) => settings.dataTraceEnabled);
