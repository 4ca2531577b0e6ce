/**
 * The whole system. `pulumi up` deploys it, `npm test` asserts it, and
 * `npm start` serves it on one machine.
 */
import "./build/stackTraces.ts";
import * as pulumi from "@pulumi/pulumi";
import { bundleReasoning, edgeFunctionCode } from "./build/functions.ts";
import { bundleSite } from "./build/site.ts";
import { Api } from "./components/api/api.ts";
import { Base } from "./components/base/base.ts";
import { knownPath } from "./components/frontend/edgeFunction.ts";
import { Frontend } from "./components/frontend/frontend.ts";
import { Lambda } from "./components/lambda/lambda.ts";
import { Observability } from "./components/observability/observability.ts";
import { loadSettings } from "./components/settings.ts";
import { readMonths } from "./components/storage/months.ts";
import { Storage } from "./components/storage/storage.ts";

// Faults in configuration, data and sources are found before any resource is declared.
const settings = loadSettings();
const published = settings.dataDir ? readMonths(settings.dataDir) : undefined;
for (const warning of published?.warnings ?? []) pulumi.log.warn(warning);
const reasoningBundle = bundleReasoning();
const siteFiles = bundleSite();
const edgeCode = edgeFunctionCode(knownPath(siteFiles));

const tagsOf = (Component: string) => ({
	Project: settings.project,
	Stack: settings.stack,
	Component,
	CostCenter: settings.costCenter,
});

// The distribution needs the API's address, and the API allows only the
// distribution's origin, so one of the two is known later.
const [allowedOrigin, setAllowedOrigin] = pulumi.deferredOutput<string>();

const { stack } = settings;
const base = new Base("base", {
	stack,
	geminiKey: settings.geminiKey,
	geminiModel: settings.geminiModel,
	cacheTtlDays: settings.cacheTtlDays,
	parameterPrefix: settings.parameterPrefix,
	protectData: settings.protectData,
	tags: tagsOf("Base"),
});
const storage = new Storage("storage", {
	stack,
	months: published?.months,
	tableMaxReadUnits: settings.tableMaxReadUnits,
	tableMaxWriteUnits: settings.tableMaxWriteUnits,
	logRetentionDays: settings.logRetentionDays,
	protectData: settings.protectData,
	tags: tagsOf("Storage"),
});
const lambda = new Lambda("lambda", {
	stack,
	base,
	storage,
	bundle: reasoningBundle,
	allowedOrigin,
	fallbackModel: settings.fallbackModel,
	reasoningLanguage: settings.reasoningLanguage,
	requirePublished: settings.requirePublished,
	memorySize: settings.lambdaMemoryMb,
	provisionedConcurrency: settings.provisionedConcurrency,
	release: settings.release,
	logRetentionDays: settings.logRetentionDays,
	tags: tagsOf("Lambda"),
});
const api = new Api("api", {
	stack,
	lambda,
	allowedOrigin,
	rateLimit: settings.apiRateLimit,
	burstLimit: settings.apiBurstLimit,
	dailyQuota: settings.apiDailyQuota,
	dataTrace: settings.apiDataTrace,
	apiGatewayLogRole: settings.apiGatewayLogRole,
	wafEnabled: settings.wafEnabled,
	logRetentionDays: settings.logRetentionDays,
	tags: tagsOf("Api"),
});
const frontend = new Frontend("frontend", {
	stack,
	api,
	storage,
	files: siteFiles,
	edgeCode,
	domain: settings.domain,
	priceClass: settings.priceClass,
	allowedCountries: settings.allowedCountries,
	allowedEmbedders: settings.allowedEmbedders,
	wafEnabled: settings.wafEnabled,
	ipRateLimit: settings.ipRateLimit,
	ipReasoningRateLimit: settings.ipReasoningRateLimit,
	blockedAddresses: settings.blockedAddresses,
	logRetentionDays: settings.logRetentionDays,
	tags: tagsOf("Frontend"),
});
setAllowedOrigin(frontend.origin);

const observability = new Observability("observability", {
	stack,
	lambda,
	api,
	frontend,
	storage,
	traceSampleRate: settings.traceSampleRate,
	alertEmails: settings.alertEmails,
	alertWebhooks: settings.alertWebhooks,
	slack: settings.slack,
	monthlyBudgetUsd: settings.monthlyBudgetUsd,
	auditTrail: settings.auditTrail,
	protectData: settings.protectData,
	tags: tagsOf("Observability"),
});

/** Address of the page. */
export const url = frontend.origin;
/** Address of the API behind the distribution; it refuses direct requests. */
export const apiUrl = api.stage.invokeUrl;
/** Id of the distribution, for invalidations. */
export const distributionId = frontend.distribution.id;
/** Table of the cached answers. */
export const tableName = storage.table.name;
/** Vault of the table's backups, and the role for a restore job. */
export const backupVaultName = storage.backups.vault.name;
export const restoreRoleArn = storage.backups.restoreRole.arn;
/** Bucket of the months. */
export const dataBucketName = storage.dataBucket.bucket;
/** Settings that the commands of tools/ read. */
export const toolSettings = {
	region: storage.dataBucket.region,
	/** Empty when `npm run data` uploads the months and this program publishes none. */
	dataDir: settings.dataDir ?? "",
	cacheTtlDays: settings.cacheTtlDays,
	reasoningLanguage: settings.reasoningLanguage,
	geminiModel: settings.geminiModel,
	apiRateLimit: settings.apiRateLimit,
	/** Questions per address in five minutes; 0 without a firewall. */
	ipReasoningRateLimit: settings.wafEnabled ? settings.ipReasoningRateLimit : 0,
};
/** Name of the reasoning function. */
export const functionName = lambda.function.name;
/** Its newest version. */
export const functionVersion = lambda.function.version;
/** The version that the alias calls, besides the share of a release. */
export const liveVersion = lambda.alias.functionVersion;
/** Log group of the function. */
export const logGroupName = lambda.logGroup.name;
/** Topics for further subscriptions. */
export const criticalTopicArn = observability.topics.critical.arn;
export const warningTopicArn = observability.topics.warning.arn;
