/** The upper bounds of the bill: each cost that a visitor can cause, what limits it, and the worst cost of a day. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import { languages } from "../../contract/languages.ts";
import type { Asset, Declarations } from "../../local/evaluate/declarations.ts";
import { memoryOf, modelOf, type PriceId } from "./meters.ts";
import prices from "./prices.json" with { type: "json" };
import { assumptions } from "./usage.ts";

export interface Bound {
	/** What visitors cause. */
	cost: string;
	/** The settings and resources that limit the cost. */
	limitedBy: string;
	/** USD in 24 hours, for any number of visitors; undefined when nothing limits the cost. */
	worst: number | undefined;
	/** USD in 24 hours that one IP address can cause; present only with a firewall's rate limit. */
	oneAddress?: number;
}

const day = 86_400;

/** When the model refuses a place, the function calls it again after 1, 11 and 71 min, then daily (functions/reasoning/storedFailure.ts). */
const refusedCallsOfDay = 5;
/** The model's output limit, tokens (functions/reasoning/adapters/gemini.ts). */
const maxAnswerTokens = 4096;
/** Maximum wait for another request's lease, seconds (functions/reasoning/pendingQuestion.ts). */
const maxWait = 6;

const cost = (price: PriceId, quantity = 1) =>
	(quantity * prices.prices[price].usd) / prices.prices[price].per;

/** All bounds, the most expensive questions first. */
export function boundsOf(all: Declarations): Bound[] {
	const atEdge = edgeCost(all);
	const rates = ratesOf(all);
	const questions = requestsOfDay(methodLimits(all, "*/*"));
	const health = requestsOfDay(methodLimits(all, "health/GET"));
	const stored = questionCost(all) + atEdge;
	const waiting = stored + cost("lambdaDuration", maxWait * memoryOf(all));
	const perAddress = (limit: number | undefined, each: number) =>
		limit === undefined ? {} : { oneAddress: limit * (day / 300) * each };
	const { onDemandThroughput } = all.one("dynamodb.Table");
	const { maxReadRequestUnits = 0, maxWriteRequestUnits = 0 } =
		onDemandThroughput ?? {};
	const places = publishedPlaces(all) * languages.length;
	return [
		{
			cost: "model calls",
			limitedBy: `\`requirePublished\`: ${places} published observations and languages; stored refusals: ${refusedCallsOfDay} calls a day of each; ${maxAnswerTokens} tokens a call`,
			worst: places * refusedCallsOfDay * callCost(all),
		},
		{
			cost: "questions with a stored answer",
			limitedBy: "`apiRateLimit`, `apiBurstLimit`; `ipReasoningRateLimit`",
			worst: questions * stored,
			...perAddress(rates.questions, stored),
		},
		{
			cost: "questions that wait for the model call of another question",
			limitedBy:
				"the same; each waits 6 s at most and reads the table once more",
			worst: questions * waiting,
			...perAddress(rates.questions, waiting),
		},
		{
			cost: "`/health`",
			limitedBy:
				"its own throttle of 5 requests a second; no trace, no body log",
			worst: health * (healthCost(all) + atEdge),
		},
		{
			cost: "table",
			limitedBy: "`tableMaxReadUnits`, `tableMaxWriteUnits`",
			worst:
				day *
				(cost("dynamoRead", maxReadRequestUnits) +
					cost("dynamoWrite", maxWriteRequestUnits)),
		},
		{
			cost: "page and months, the largest file without compression",
			limitedBy:
				"`ipRateLimit`; `blockedAddresses`, `allowedCountries`; `monthlyBudgetUsd` notifies",
			worst: undefined,
			...perAddress(
				rates.all,
				atEdge + cost("edgeTransfer", largestFile(all) / 1e9),
			),
		},
	];
}

const requestsOfDay = ({ rate, burst }: { rate: number; burst: number }) =>
	rate * day + burst;

function methodLimits(all: Declarations, path: string) {
	const found = all
		.all("apigateway.MethodSettings")
		.find(({ methodPath }) => methodPath === path);
	const { throttlingRateLimit: rate, throttlingBurstLimit: burst } =
		found?.settings ?? {};
	if (!rate || !burst) throw new Error(`${path} has no throttle`);
	return { rate, burst };
}

/** Rate limits of one IP address per five minutes: for questions, and for all requests. */
function ratesOf(all: Declarations): { questions?: number; all?: number } {
	const rules = all
		.all("wafv2.WebAcl")
		.flatMap((acl) => acl.rules ?? [])
		.flatMap(({ statement }) => statement?.rateBasedStatement ?? []);
	const found: { questions?: number; all?: number } = {};
	for (const { limit, scopeDownStatement } of rules)
		found[scopeDownStatement ? "questions" : "all"] = limit;
	return found;
}

/** USD of each request before it reaches the API or a bucket. */
function edgeCost(all: Declarations): number {
	const hasFirewall = all.all("wafv2.WebAcl").length > 0;
	return (
		cost("edgeRequest") +
		cost("edgeFunction") +
		cost("logIngestion", assumptions.accessLogKilobytes.value / 1e6) +
		// One web ACL protects the distribution, another one the API stage.
		(hasFirewall ? 2 * cost("webAclRequest") : 0)
	);
}

/** USD of each question that the API admits, without the model call and the edge. */
function questionCost(all: Declarations): number {
	const rule = all
		.all("xray.SamplingRule")
		.find(({ urlPath }) => urlPath === "*");
	const { value: own } = assumptions.functionLogKilobytes;
	const { value: execution } = assumptions.executionLogKilobytes;
	const { value: bodies } = assumptions.dataTraceKilobytes;
	return (
		healthCost(all) +
		cost("dynamoRead") +
		cost("trace", rule?.fixedRate ?? 0) +
		cost("logIngestion", (own + execution + bodies) / 1e6)
	);
}

function healthCost(all: Declarations): number {
	const seconds = assumptions.hitMilliseconds.value / 1000;
	return (
		cost("apiRequest") +
		cost("lambdaRequest") +
		cost("lambdaDuration", seconds * memoryOf(all)) +
		cost("logIngestion", assumptions.accessLogKilobytes.value / 1e6)
	);
}

function callCost(all: Declarations): number {
	const { input, output } = modelOf(all);
	return (
		cost(input, assumptions.inputTokens.value) + cost(output, maxAnswerTokens)
	);
}

/** Number of published observations, from the counts in the index of months. */
function publishedPlaces(all: Declarations): number {
	const index = all
		.all("s3.BucketObjectv2")
		.find(({ key }) => key === "index.geojson");
	const { features } = JSON.parse(index?.content ?? '{"features":[]}') as {
		features: { properties: { count: number } }[];
	};
	return features.reduce((sum, { properties }) => sum + properties.count, 0);
}

/** Size of the largest published file, bytes. */
function largestFile(all: Declarations): number {
	const sizes = all
		.all("s3.BucketObjectv2")
		.map(({ source }) => source as Asset | undefined)
		.map((source) =>
			source && "path" in source ? statSync(join(root, source.path)).size : 0,
		);
	return Math.max(...sizes);
}

/** Rows of the table in docs/costs.md. */
export function boundRows(dev: Bound[], prod: Bound[]): string[][] {
	const usd = (amount: number | undefined) =>
		amount === undefined
			? "not bounded"
			: `$${amount < 10 ? amount.toFixed(2) : Math.round(amount)}`;
	return dev.map(({ cost: caused, limitedBy, worst }, index) => {
		const other = prod[index];
		return [
			caused,
			limitedBy,
			usd(worst),
			usd(other?.worst),
			other?.oneAddress === undefined ? "–" : usd(other.oneAddress),
		];
	});
}
