/** Reads the stack's configuration. Pulumi.yaml has the default and description of each key. */
import { statSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { iso31661 } from "iso-3166/1.js";
import * as z from "zod/mini";
import { OperatorError } from "../build/operatorError.ts";
import { languages } from "../contract/languages.ts";
import {
	contradictions,
	geminiKeyProblems,
	regionProblems,
	unknownKeys,
} from "./configChecks.ts";
import {
	boolean,
	integer,
	json,
	type Key,
	list,
	oneOf,
	optionalObject,
	optionalText,
	readKey,
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
const countries = new Set(iso31661.map(({ alpha2 }) => alpha2));

const isFolder = (path: string) =>
	statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,
	2192, 2557, 2922, 3288, 3653,
];

/** The rule of each key; docs/configuration.md shows them. */
export const keys = {
	geminiModel: geminiModel("gemini-3.5-flash-lite"),
	fallbackModel: geminiModel("gemini-3.5-flash"),
	reasoningLanguage: oneOf(languages, "en"),
	requirePublished: boolean(true),
	cacheTtlDays: integer(1, 3650, 90),
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
	parameterPrefix: optionalText(
		/^(?!\/(aws|ssm))(\/[\w.-]+){1,13}$/i,
		"must begin with / and not end with it, and not begin with /aws or /ssm",
		"/app/dev",
	),
	dataDir: text(
		z.pipe(
			z.union([z.literal(""), z.string().check(z.refine(isFolder))]),
			z.transform((path) => path || undefined),
		),
		"must be a folder with anomaliesYYYYMM.geojson files, or empty",
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
		{
			stableVersion: {
				rule: "must be a published version of the function",
				example: '"$(npx pulumi stack output functionVersion)"',
			},
			newVersionWeight: {
				rule: "must be a decimal from 0 to 1",
				example: "0.1",
			},
		},
	),
	tableMaxReadUnits: integer(1, unbounded, 500),
	tableMaxWriteUnits: integer(1, unbounded, 1000),
	apiRateLimit: integer(1, unbounded, 100),
	apiBurstLimit: integer(1, unbounded, 200),
	// One visitor could use up a lower quota for everybody. In a day, the throttle
	// admits 24 · 3,600 · 100 + 200 requests.
	apiDailyQuota: integer(1, unbounded, 8_640_200),
	apiDataTrace: boolean(true),
	apiGatewayLogRole: boolean(true),
	wafEnabled: boolean(true),
	// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
	ipRateLimit: integer(10, 2_000_000_000, 2000),
	ipReasoningRateLimit: integer(10, 2_000_000_000, 300),
	blockedAddresses: list(
		z.union([z.cidrv4(), z.cidrv6()]),
		"CIDR blocks",
		"203.0.113.0/24",
	),
	allowedCountries: list(
		z.string().check(z.refine((code) => countries.has(code))),
		"ISO 3166-1 alpha-2 codes",
		"JP",
	),
	// https://www.w3.org/TR/CSP3/#directive-frame-ancestors
	allowedEmbedders: list(
		z
			.string()
			.check(z.regex(/^https:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/)),
		"origins, https://HOST without a path",
		"https://news.example.com",
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
	alertEmails: list(z.email(), "e-mail addresses", "operator@example.com"),
	alertWebhooks: list(
		z.url({ protocol: /^https$/ }),
		"https addresses",
		"https://events.pagerduty.com/integration/…/enqueue",
	),
	slack: optionalObject(
		z.strictObject({
			teamId: z.string().check(z.regex(/^T[A-Z0-9]+$/)),
			channelId: z.string().check(z.regex(/^[CG][A-Z0-9]+$/)),
		}),
		{
			teamId: {
				rule: "must be the id of a Slack workspace",
				example: "T0123456789",
			},
			channelId: {
				rule: "must be the id of a Slack channel",
				example: "C0123456789",
			},
		},
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

/** The values by key. An optional key that is not set is undefined. */
type Values = { [Name in keyof Keys]: ValueOf<Keys[Name]> };

export type Settings = Values & {
	project: string;
	stack: string;
	parameterPrefix: string;
	/** Undefined for CloudFront's own host name. */
	domain: { domainName: string; hostedZoneId: string } | undefined;
	/** A secret: Pulumi encrypts all values derived from it in the state. */
	geminiKey: pulumi.Output<string>;
};

/** The configuration is invalid. `message` lists every problem. */
export class WrongSettings extends OperatorError {
	constructor(stack: string, problems: string[]) {
		super(
			"WrongSettings",
			[`The configuration of stack ${stack} is refused:`, ...problems].join(
				"\n  ",
			),
		);
	}
}

/**
 * Reads and checks the whole configuration of the stack.
 * @throws WrongSettings with each wrong value, its rule and the remedy
 */
export function loadSettings(): Settings {
	const config = new pulumi.Config();
	const stack = pulumi.getStack();
	const problems: string[] = [];
	const values: Record<string, unknown> = {};
	for (const [name, key] of Object.entries<Key<unknown>>(keys)) {
		const read = readKey(name, config.get(name), key);
		if ("value" in read) values[name] = read.value;
		else problems.push(...read.problems);
	}
	const settings = values as Values;
	problems.push(
		...geminiKeyProblems(config.name),
		...unknownKeys(config.name, [...Object.keys(keys), "geminiKey"]),
		...regionProblems(),
		...contradictions(settings),
	);
	if (problems.length > 0) throw new WrongSettings(stack, problems);
	const { domainName, hostedZoneId } = settings;
	return {
		...settings,
		project: config.name,
		stack,
		// Two stacks of one account have different names.
		parameterPrefix: settings.parameterPrefix ?? `/app/${stack}`,
		domain:
			domainName && hostedZoneId ? { domainName, hostedZoneId } : undefined,
		geminiKey: config.requireSecret("geminiKey"),
	};
}
