import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { problems, settings } from "../support/settings.ts";

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

	it("uses a prefix with the stack's name when none is set", async () => {
		expect((await settings({ parameterPrefix: "" })).parameterPrefix).to.equal(
			"/app/dev",
		);
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
