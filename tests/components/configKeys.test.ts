import { expect } from "chai";
import { languages } from "../../contract/languages.ts";
import { problems } from "../support/settings.ts";

describe("The value of a key", () => {
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

	// Reserved or withdrawn codes, for which `Intl` has names.
	for (const code of ["UK", "EU", "ZZ", "SU", "XK", "jp"])
		it(`refuses ${code}, which is not a country of ISO 3166-1`, async () => {
			const [problem = "", ...more] = await problems({
				allowedCountries: `["JP","${code}"]`,
			});
			expect(more).to.deep.equal([]);
			expect(problem).to.include(`allowedCountries[1] is "${code}"`);
		});
});
