/**
 * The whole system: read by `pulumi up`, which deploys it, by `npm test`, which
 * asserts it, and by `npm start`, which serves it on one machine.
 */
import * as pulumi from "@pulumi/pulumi";
import { Api } from "./components/api.ts";
import { Base } from "./components/base.ts";
import { Frontend } from "./components/frontend.ts";
import { Lambda } from "./components/lambda.ts";
import { readMonths } from "./components/months.ts";
import { Observability } from "./components/observability.ts";
import { loadSettings } from "./components/settings.ts";
import { Storage } from "./components/storage.ts";

// What can be wrong with the operator's input is found before anything is made.
const settings = loadSettings();
const months = readMonths(settings.dataDir);

const base = new Base("base", {
	...settings,
	secretRecoveryDays: settings.protectData ? 30 : 0,
});
const storage = new Storage("storage", { ...settings, months });

// The distribution needs the API's address, and the API answers browsers of the
// distribution's address alone: one of the two has to be told later.
const [allowedOrigin, setAllowedOrigin] = pulumi.deferredOutput<string>();

const lambda = new Lambda("lambda", {
	...settings,
	base,
	storage,
	allowedOrigin,
	memorySize: settings.lambdaMemoryMb,
});
const api = new Api("api", {
	lambda,
	allowedOrigin,
	rateLimit: settings.apiRateLimit,
	burstLimit: settings.apiBurstLimit,
	dailyQuota: settings.apiDailyQuota,
});
const frontend = new Frontend("frontend", {
	...settings,
	api,
	dataBucket: storage.dataBucket,
});
setAllowedOrigin(frontend.origin);

new Observability("observability", {
	...settings,
	lambda,
	table: storage.table,
});

/** The page. */
export const url = frontend.origin;
/** The API behind the distribution, which refuses whoever does not come through it. */
export const apiUrl = api.stage.invokeUrl;
/** Where the answers are. */
export const tableName = storage.table.name;
/** Where the months are. */
export const dataBucketName = storage.dataBucket.bucket;
/** Where the function logs. */
export const logGroupName = lambda.logGroup.name;
