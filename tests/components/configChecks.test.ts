import { expect } from "chai";
import { problems } from "../support/settings.ts";

describe("The checks of the whole configuration", () => {
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
});
