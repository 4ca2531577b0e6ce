import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import {
	loadSettings,
	type Settings,
	WrongSettings,
} from "../../components/settings.ts";
import { languages } from "../../contract/languages.ts";
import { testConfig } from "../support/stacks.ts";

const mocks = {
	newResource: () => ({ id: "", state: {} }),
	call: () => ({}),
};

/** The settings of a stack with other values; `undefined` removes a key. */
async function settings(
	overrides: Record<string, string | undefined> = {},
	stack = "dev",
	secrets?: string[],
): Promise<Settings> {
	const { project, values, secretKeys } = testConfig(stack, {
		geminiKey: "test-key",
	});
	for (const [key, value] of Object.entries(overrides)) {
		const full = key.includes(":") ? key : `${project}:${key}`;
		if (value === undefined) delete values[full];
		else values[full] = value;
	}
	await pulumi.runtime.setMocks(mocks, project, stack);
	pulumi.runtime.setAllConfig(values, secrets ?? secretKeys);
	return loadSettings();
}

async function problems(
	overrides: Record<string, string | undefined>,
	secrets?: string[],
): Promise<string[]> {
	try {
		await settings(overrides, "dev", secrets);
	} catch (error) {
		expect(error).to.be.instanceOf(WrongSettings);
		// Pulumi shows only the message of a RunError, but still formats its stack.
		expect(pulumi.RunError.isInstance(error)).to.equal(true);
		expect((error as Error).stack).to.not.match(/^ +at /m);
		const [first, ...lines] = (error as Error).message.split("\n  ");
		expect(first).to.equal("The configuration of stack dev is refused:");
		return lines;
	}
	return [];
}

describe("loadSettings", () => {
	const declaredKeys: Record<
		string,
		{ default?: unknown; description?: string; secret?: boolean }
	> = parse(readFileSync("Pulumi.yaml", "utf8")).config;

	it("reads exactly the keys of Pulumi.yaml", async () => {
		const { stack: _, project: __, domain: ___, ...read } = await settings();
		expect(read).to.have.all.keys(Object.keys(declaredKeys));
	});

	it("finds a default and a description of each key in Pulumi.yaml, and no type, which the CLI would check first", () => {
		for (const [key, declared] of Object.entries(declaredKeys)) {
			const { default: value, description, ...rest } = declared;
			expect(value, key).to.not.equal(undefined);
			expect(description, key).to.be.a("string");
			expect(rest).to.deep.equal(key === "geminiKey" ? { secret: true } : {});
		}
	});

	it("returns the stack's values in their types", async () => {
		expect(await settings({}, "prod")).to.deep.include({
			stack: "prod",
			project: "co2-anomaly-map",
			cacheTtlDays: 90,
			protectData: true,
			traceSampleRate: 0.05,
			allowedCountries: [],
			parameterPrefix: "/app",
			domain: undefined,
			release: undefined,
			slack: undefined,
		});
	});

	it("returns the Gemini key as a secret", async () => {
		const { geminiKey } = await settings();
		expect(await pulumi.isSecret(geminiKey)).to.equal(true);
	});

	it("accepts every kind of valid value", async () => {
		const read = await settings({
			release: '{"stableVersion":7,"newVersionWeight":"0.1"}',
			slack: '{"teamId":"T01","channelId":"C01"}',
			domainName: "map.example.com",
			hostedZoneId: "Z0123",
			wafEnabled: "true",
			blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
			allowedCountries: '["JP"]',
			allowedEmbedders:
				'["https://news.example.com","https://*.example.org:8443"]',
			traceSampleRate: ".5",
		});
		expect(read).to.deep.include({
			release: { stableVersion: "7", newVersionWeight: 0.1 },
			slack: { teamId: "T01", channelId: "C01" },
			domain: { domainName: "map.example.com", hostedZoneId: "Z0123" },
			blockedAddresses: ["203.0.113.0/24", "2001:db8::/32"],
			allowedCountries: ["JP"],
			allowedEmbedders: [
				"https://news.example.com",
				"https://*.example.org:8443",
			],
			traceSampleRate: 0.5,
		});
	});

	const wrong: [key: string, value: string, message: string][] = [
		[
			"lambdaMemoryMb",
			"64",
			'lambdaMemoryMb is "64", but must be a whole number from 128 to 10240. To fix it: npx pulumi config set lambdaMemoryMb 512',
		],
		[
			"provisionedConcurrency",
			"-1",
			'provisionedConcurrency is "-1", but must be a whole number of 0 or more. To fix it: npx pulumi config set provisionedConcurrency 1',
		],
		[
			"cacheTtlDays",
			"1.5",
			'cacheTtlDays is "1.5", but must be a whole number from 1 to 3650. To fix it: npx pulumi config set cacheTtlDays 90',
		],
		[
			"wafEnabled",
			"yes",
			'wafEnabled is "yes", but must be true or false. To fix it: npx pulumi config set wafEnabled true',
		],
		[
			"reasoningLanguage",
			"xx",
			`reasoningLanguage is "xx", but must be one of ${languages.join(", ")}. To fix it: npx pulumi config set reasoningLanguage en`,
		],
		[
			"geminiModel",
			"gpt",
			'geminiModel is "gpt", but must be the id of a Gemini model. To fix it: npx pulumi config set geminiModel gemini-3.5-flash-lite',
		],
		[
			"parameterPrefix",
			"/aws/x",
			'parameterPrefix is "/aws/x", but must begin with / and not end with it, and not begin with /aws or /ssm, or empty. To fix it: npx pulumi config set parameterPrefix /app/dev',
		],
		[
			"dataDir",
			"nowhere",
			'dataDir is "nowhere", but must be a folder with anomaliesYYYYMM.geojson files, or empty. To fix it: npx pulumi config set dataDir site/data',
		],
		[
			"logRetentionDays",
			"15",
			'logRetentionDays is "15", but must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. To fix it: npx pulumi config set logRetentionDays 14',
		],
		[
			"ipRateLimit",
			"9",
			'ipRateLimit is "9", but must be a whole number from 10 to 2000000000. To fix it: npx pulumi config set ipRateLimit 2000',
		],
		[
			"allowedCountries",
			'["Japan"]',
			'allowedCountries[0] is "Japan", but allowedCountries must be a list of ISO 3166-1 alpha-2 codes. To fix it: npx pulumi config set allowedCountries \'["JP"]\'',
		],
		[
			"allowedCountries",
			"JP",
			'allowedCountries is "JP", but must be a list of ISO 3166-1 alpha-2 codes. To fix it: npx pulumi config set allowedCountries \'["JP"]\'',
		],
		...["*", "http://a.example.com", "https://a.example.com; script-src *"].map(
			(embedder): [string, string, string] => [
				"allowedEmbedders",
				JSON.stringify([embedder]),
				`allowedEmbedders[0] is "${embedder}", but allowedEmbedders must be a list of origins, https://HOST without a path. To fix it: npx pulumi config set allowedEmbedders '["https://news.example.com"]'`,
			],
		),
		[
			"alertEmails",
			'["operator"]',
			'alertEmails[0] is "operator", but alertEmails must be a list of e-mail addresses. To fix it: npx pulumi config set alertEmails \'["operator@example.com"]\'',
		],
		[
			"alertWebhooks",
			'["http://example.com"]',
			'alertWebhooks[0] is "http://example.com", but alertWebhooks must be a list of https addresses. To fix it: npx pulumi config set alertWebhooks \'["https://events.pagerduty.com/integration/…/enqueue"]\'',
		],
		[
			"traceSampleRate",
			"1.1",
			'traceSampleRate is "1.1", but must be a decimal from 0 to 1. To fix it: npx pulumi config set traceSampleRate 0.05',
		],
		[
			"priceClass",
			"All",
			'priceClass is "All", but must be one of PriceClass_100, PriceClass_200, PriceClass_All. To fix it: npx pulumi config set priceClass PriceClass_100',
		],
		[
			"release",
			'{"stableVersion":"7"}',
			"release.newVersionWeight is not set, but must be a decimal from 0 to 1. To fix it: npx pulumi config set --path release.newVersionWeight 0.1",
		],
		[
			"release",
			'{"newVersionWeight":"0.1"}',
			'release.stableVersion is not set, but must be a published version of the function. To fix it: npx pulumi config set --path release.stableVersion "$(npx pulumi stack output functionVersion)"',
		],
		[
			"release",
			"7",
			'release is "7", but must be an object of stableVersion and newVersionWeight. To fix it: npx pulumi config rm release',
		],
		[
			"release",
			'{"stableVersion":"7","newVersionWeight":1,"weight":1}',
			'release is "{\\"stableVersion\\":\\"7\\",\\"newVersionWeight\\":1,\\"weight\\":1}", but must be an object of stableVersion and newVersionWeight. To fix it: npx pulumi config rm release',
		],
		[
			"slack",
			'{"teamId":"x","channelId":"C1"}',
			'slack.teamId is "x", but must be the id of a Slack workspace. To fix it: npx pulumi config set --path slack.teamId T0123456789',
		],
		[
			"monthlyBudgetUsd",
			"0",
			'monthlyBudgetUsd is "0", but must be a whole number of 1 or more. To fix it: npx pulumi config set monthlyBudgetUsd 20',
		],
		[
			"costCenter",
			"",
			'costCenter is "", but must be a tag\'s value of 1 to 256 characters. To fix it: npx pulumi config set costCenter research',
		],
	];

	for (const [key, value, message] of wrong)
		it(`refuses ${key} ${value || '""'}, with the rule and the remedy`, async () => {
			expect(await problems({ [key]: value })).to.deep.equal([message]);
		});

	it("refuses a value that is not set", async () => {
		expect(await problems({ cacheTtlDays: undefined })).to.deep.equal([
			"cacheTtlDays is not set, but must be a whole number from 1 to 3650. To fix it: npx pulumi config set cacheTtlDays 90",
		]);
	});

	for (const [what, key, secret, message] of [
		["no", undefined, true, "is not set, but must be a Gemini API key."],
		["an empty", "", true, "is not set, but must be a Gemini API key."],
		[
			"a broken",
			"a key",
			true,
			"must be a Gemini API key, without white space.",
		],
		[
			"an unencrypted",
			"key-in-clear",
			false,
			"is in plain text in the stack's file, but must be encrypted. Make another key, because others may have read this one.",
		],
	] as const)
		it(`refuses ${what} Gemini key without showing it`, async () => {
			expect(
				await problems({ geminiKey: key }, secret ? undefined : []),
			).to.deep.equal([
				`geminiKey ${message} To fix it: npx pulumi config set --secret geminiKey`,
			]);
		});

	it("refuses an unknown key, and names the nearest one", async () => {
		expect(await problems({ geminiMdoel: "gemini-3.5-flash" })).to.deep.equal([
			"geminiMdoel is not a key of this program; the nearest is geminiModel. To fix it: npx pulumi config rm geminiMdoel",
		]);
	});

	// Reserved or withdrawn codes, for which `Intl` has names.
	for (const code of ["UK", "EU", "ZZ", "SU", "XK", "jp"])
		it(`refuses ${code}, which is not a country of ISO 3166-1`, async () => {
			const [problem = "", ...more] = await problems({
				allowedCountries: `["JP","${code}"]`,
			});
			expect(more).to.deep.equal([]);
			expect(problem).to.include(`allowedCountries[1] is "${code}"`);
		});

	for (const region of [
		undefined,
		"",
		"cn-north-1",
		"us-gov-west-1",
		"us-iso-east-1",
		"eusc-de-east-1",
		"us-east-1a",
	])
		it(`refuses the region ${region ?? "that is not set"}`, async () => {
			const is = region ? `is "${region}"` : "is not set";
			expect(await problems({ "aws:region": region })).to.deep.equal([
				`aws:region ${is}, but must be a region of AWS's commercial partition. To fix it: npx pulumi config set aws:region us-east-1`,
			]);
		});

	it("uses a prefix with the stack's name when none is set", async () => {
		expect((await settings({ parameterPrefix: "" })).parameterPrefix).to.equal(
			"/app/dev",
		);
	});

	it("refuses a domain without its zone", async () => {
		expect(await problems({ domainName: "map.example.com" })).to.deep.equal([
			'domainName is "map.example.com" and hostedZoneId is "", but both or none must be set. To fix it: npx pulumi config set hostedZoneId Z0123456789ABCDEFGHIJ',
		]);
	});

	it("refuses blocked addresses without a firewall", async () => {
		expect(
			await problems({ blockedAddresses: '["203.0.113.0/24"]' }),
		).to.deep.equal([
			'blockedAddresses is ["203.0.113.0/24"] and wafEnabled is false, but only the firewall can block. To fix it: npx pulumi config set wafEnabled true',
		]);
	});

	it("refuses table ceilings that are too low for the API's throttle", async () => {
		expect(
			await problems({ apiRateLimit: "200", tableMaxReadUnits: "599" }),
		).to.deep.equal([
			"tableMaxReadUnits is 599, but must be 600 or more for apiRateLimit 200 and apiBurstLimit 200. To fix it: npx pulumi config set tableMaxReadUnits 600",
			"tableMaxWriteUnits is 1000, but must be 1400 or more for apiRateLimit 200 and apiBurstLimit 200. To fix it: npx pulumi config set tableMaxWriteUnits 1400",
		]);
	});

	it("names all problems in one message", async () => {
		expect(
			await problems({
				lambdaMemoryMb: "0",
				traceSampleRate: "x",
				geminiKey: undefined,
			}),
		).to.have.length(3);
	});
});
