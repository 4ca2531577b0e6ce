/** The one reader of the stack's configuration; Pulumi.yaml has each key's type, default and description. */
import { statSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";
import {
	boolean,
	integer,
	json,
	type Key,
	oneOf,
	optionalObject,
	optionalText,
	text,
	unbounded,
} from "./configKeys.ts";

const geminiModel = (example: string) =>
	text(
		z.string().check(z.regex(/^gemini-[a-z0-9.-]+$/)),
		"must be the id of a Gemini model",
		example,
	);

const decimal = () =>
	z.pipe(
		z.union([z.number(), z.string().check(z.regex(/^\d*\.?\d+$/))]),
		z.transform(Number),
	);

const share = (value: number) => value >= 0 && value <= 1;

/** @see https://www.iso.org/iso-3166-country-codes.html */
const countries = new Intl.DisplayNames("en", {
	type: "region",
	fallback: "none",
});
const isCountry = (code: string) =>
	/^[A-Z]{2}$/.test(code) && countries.of(code) !== undefined;

const isFolder = (path: string) =>
	statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,
	2192, 2557, 2922, 3288, 3653,
];

const keys = {
	geminiModel: geminiModel("gemini-3.5-flash-lite"),
	fallbackModel: geminiModel("gemini-3.5-flash"),
	reasoningLanguage: oneOf(["en", "ja"], "en"),
	requirePublished: boolean(true),
	cacheTtlDays: integer(1, 3650, 90),
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
	parameterPrefix: text(
		z.string().check(z.regex(/^(?!\/(aws|ssm))(\/[\w.-]+){1,13}$/i)),
		"must begin with / and not end with it, and not begin with /aws or /ssm",
		"/app/dev",
	),
	dataDir: text(
		z.string().check(z.refine(isFolder)),
		"must be a folder with anomaliesYYYYMM.geojson files",
		"site/data",
	),
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
	lambdaMemoryMb: integer(128, 10_240, 512),
	provisionedConcurrency: integer(0, unbounded, 1),
	release: optionalObject(
		z.strictObject({
			stableVersion: z.pipe(
				z.coerce.string().check(z.regex(/^[1-9]\d*$/)),
				z.transform(String),
			),
			newVersionWeight: decimal().check(z.refine(share)),
		}),
		"must be { stableVersion, newVersionWeight }: a published version and a decimal from 0 to 1",
		"--path release.newVersionWeight 0.1",
	),
	tableMaxReadUnits: integer(1, unbounded, 500),
	tableMaxWriteUnits: integer(1, unbounded, 200),
	apiRateLimit: integer(1, unbounded, 100),
	apiBurstLimit: integer(1, unbounded, 200),
	apiDailyQuota: integer(1, unbounded, 10_000),
	apiDataTrace: boolean(true),
	apiGatewayLogRole: boolean(true),
	wafEnabled: boolean(true),
	// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
	ipRateLimit: integer(10, 2_000_000_000, 2000),
	blockedAddresses: json(
		z.array(z.union([z.cidrv4(), z.cidrv6()])),
		"must be a list of CIDR blocks",
		"--path 'blockedAddresses[0]' 203.0.113.0/24",
	),
	allowedCountries: json(
		z.array(z.string().check(z.refine(isCountry))),
		"must be a list of ISO 3166-1 alpha-2 codes",
		"--path 'allowedCountries[0]' JP",
	),
	domainName: optionalText(
		/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
		"must be a host name in lower case",
		"map.example.com",
	),
	hostedZoneId: optionalText(
		/^Z[A-Z0-9]{1,31}$/,
		"must be the id of a Route 53 zone",
		"Z0123456789ABCDEFGHIJ",
	),
	priceClass: oneOf(
		["PriceClass_100", "PriceClass_200", "PriceClass_All"],
		"PriceClass_100",
	),
	logRetentionDays: json(
		z.number().check(z.refine((days) => retentionDays.includes(days))),
		`must be one of ${retentionDays.join(", ")}`,
		"14",
	),
	traceSampleRate: text(
		decimal().check(z.refine(share)),
		"must be a decimal from 0 to 1",
		"0.05",
	),
	alertEmails: json(
		z.array(z.email()),
		"must be a list of e-mail addresses",
		"--path 'alertEmails[0]' operator@example.com",
	),
	alertWebhooks: json(
		z.array(z.url({ protocol: /^https$/ })),
		"must be a list of https addresses",
		"--path 'alertWebhooks[0]' https://events.pagerduty.com/integration/…/enqueue",
	),
	slack: optionalObject(
		z.strictObject({
			teamId: z.string().check(z.regex(/^T[A-Z0-9]+$/)),
			channelId: z.string().check(z.regex(/^[CG][A-Z0-9]+$/)),
		}),
		"must be { teamId, channelId }, as Slack has them: T… and C…",
		"--path slack.channelId C0123456789",
	),
	monthlyBudgetUsd: integer(1, unbounded, 20),
	auditTrail: boolean(true),
	protectData: boolean(true),
	// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
	costCenter: text(
		z.string().check(z.regex(/^[\w .:/=+@-]{1,256}$/)),
		"must be a tag's value of 1 to 256 characters",
		"research",
	),
} satisfies Record<string, Key<unknown>>;

type Keys = typeof keys;
type ValueOf<K> = K extends Key<infer T> ? T : never;

export type Settings = { [Name in keyof Keys]: ValueOf<Keys[Name]> } & {
	project: string;
	stack: string;
	/** Both or none; undefined for CloudFront's own host name. */
	domain: { domainName: string; hostedZoneId: string } | undefined;
	/** A secret: whatever is made of it is encrypted in the state. */
	geminiKey: pulumi.Output<string>;
};

/** The configuration breaks rules; `message` has them all, which Pulumi shows as it is. Nothing was made. */
export class WrongSettings extends pulumi.RunError {
	constructor(stack: string, problems: string[]) {
		super(
			[`The configuration of stack ${stack} is refused:`, ...problems].join(
				"\n  ",
			),
		);
		this.name = "WrongSettings";
	}
}

/**
 * Reads and checks the whole configuration of the stack.
 * @throws WrongSettings with every wrong value, the rule that it breaks and the remedy
 */
export function loadSettings(): Settings {
	const config = new pulumi.Config();
	const problems: string[] = [];
	const values: Record<string, unknown> = {};
	for (const [name, key] of Object.entries<Key<unknown>>(keys)) {
		const value = config.get(name);
		const parsed = key.schema.safeParse(parse(key, value));
		if (parsed.success) values[name] = parsed.data;
		else problems.push(problem(name, value, key));
	}
	// Not shown, and not read through `config.get`, which is not for secrets.
	const secret = pulumi.runtime.getConfig(`${config.name}:geminiKey`);
	if (!secret || /\s/.test(secret))
		problems.push(
			"geminiKey (a secret) must be a Gemini API key without white space. Mend it: pulumi config set --secret geminiKey",
		);
	problems.push(...contradictions(values as Partial<Settings>));
	const stack = pulumi.getStack();
	if (problems.length > 0) throw new WrongSettings(stack, problems);
	const { domainName, hostedZoneId } = values as Settings;
	return {
		...(values as Settings),
		project: config.name,
		stack,
		domain:
			domainName && hostedZoneId ? { domainName, hostedZoneId } : undefined,
		geminiKey: config.requireSecret("geminiKey"),
	};
}

/** Values that are right by themselves, and wrong together. */
function contradictions(settings: Partial<Settings>): string[] {
	const { domainName, hostedZoneId, blockedAddresses, wafEnabled } = settings;
	const found: string[] = [];
	if (!domainName !== !hostedZoneId)
		found.push(
			`domainName is ${JSON.stringify(domainName ?? "")} and hostedZoneId is ${JSON.stringify(hostedZoneId ?? "")}, but both or none must be set. Mend it: pulumi config set hostedZoneId Z0123456789ABCDEFGHIJ`,
		);
	if (blockedAddresses?.length && !wafEnabled)
		found.push(
			`blockedAddresses is ${JSON.stringify(blockedAddresses)} and wafEnabled is false, but only the firewall can block. Mend it: pulumi config set wafEnabled true`,
		);
	return found;
}

function parse({ parse }: Key<unknown>, value: string | undefined): unknown {
	try {
		return value === undefined ? undefined : parse(value);
	} catch {
		// Not JSON: the schema refuses the text itself.
		return value;
	}
}

function problem(
	name: string,
	value: string | undefined,
	{ rule, example }: Key<unknown>,
): string {
	const is = value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
	const set = example.startsWith("--") ? example : `${name} ${example}`;
	return `${name} ${is}, but ${rule}. Mend it: pulumi config set ${set}`;
}
