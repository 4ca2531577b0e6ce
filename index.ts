/**
 * The whole system: read by `pulumi up`, which deploys it, by `npm test`, which
 * asserts it, and by `npm start`, which serves it on one machine.
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

// The distribution needs the API's address, and the API answers browsers of the
// distribution's address alone: one of the two has to be told later.
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

/** The page. */
export const url = frontend.origin;
/** The API behind the distribution, which refuses whoever does not come through it. */
export const apiUrl = api.stage.invokeUrl;
/** The distribution, for an invalidation. */
export const distributionId = frontend.distribution.id;
/** Where the answers are. */
export const tableName = storage.table.name;
/** Where its backups are, and the role that a restore of one is started with. */
export const backupVaultName = storage.backups.vault.name;
export const restoreRoleArn = storage.backups.restoreRole.arn;
/** Where the months are. */
export const dataBucketName = storage.dataBucket.bucket;
/** What the commands of tools/ go by. */
export const toolSettings = {
	region: storage.dataBucket.region,
	/** Empty when months are uploaded, and not published by this program. */
	dataDir: settings.dataDir ?? "",
	cacheTtlDays: settings.cacheTtlDays,
	reasoningLanguage: settings.reasoningLanguage,
	geminiModel: settings.geminiModel,
	apiRateLimit: settings.apiRateLimit,
	/** Of one address in five minutes; 0 without a firewall. */
	ipReasoningRateLimit: settings.wafEnabled ? settings.ipReasoningRateLimit : 0,
};
/** The function. */
export const functionName = lambda.function.name;
/** The newest version. */
export const functionVersion = lambda.function.version;
/** The version that answers, beside the share of a release. */
export const liveVersion = lambda.alias.functionVersion;
/** Where the function logs. */
export const logGroupName = lambda.logGroup.name;
/** What more may be subscribed to. */
export const criticalTopicArn = observability.topics.critical.arn;
export const warningTopicArn = observability.topics.warning.arn;
