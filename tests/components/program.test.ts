import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { evaluate, resolved } from "../../local/evaluate/program.ts";
import { output } from "../support/expectations.ts";
import { program } from "../support/program.ts";
import { testConfig } from "../support/stacks.ts";

const components = {
	api: "co2-anomaly-map:index:Api",
	base: "co2-anomaly-map:index:Base",
	frontend: "co2-anomaly-map:index:Frontend",
	lambda: "co2-anomaly-map:index:Lambda",
	observability: "co2-anomaly-map:index:Observability",
	storage: "co2-anomaly-map:index:Storage",
};

/** Every setting that adds resources. */
const everything = {
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
	blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
	alertEmails: '["operator@example.com"]',
	alertWebhooks: '["https://events.example.com/enqueue"]',
	slack: '{"teamId":"T012AB","channelId":"C012AB"}',
};

/** Whether the resource's class supports tags. */
function takesTags(type: string): boolean {
	const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
	const resources = (aws as unknown as Record<string, object>)[module] ?? {};
	const resource = (resources as Record<string, unknown>)[name];
	return /resourceInputs\["tags"\]/.test(String(resource));
}

describe("The program", () => {
	for (const [stack, config] of [
		["dev", {}],
		["prod", everything],
	] as const)
		it(`has six components in ${stack}, which contain all other resources`, async () => {
			const { resources } = await program(stack, config);
			const top = resources.filter(({ parent }) => parent === "");
			expect(
				Object.fromEntries(top.map(({ name, type }) => [name, type])),
			).to.deep.equal(components);
			for (const { name, parent } of resources)
				if (parent) {
					const component = parent.split("::").at(-1);
					expect(components, name).to.have.property(String(component));
					expect(name.startsWith(`${component}-`), name).to.equal(true);
				}
		});

	it("tags all resources that support tags, except the buckets' objects", async () => {
		const { resources } = await program("prod", everything);
		const tagged = resources.filter(
			({ type }) => takesTags(type) && !type.startsWith("aws:s3/bucketObject"),
		);
		const untagged = tagged.filter(({ inputs }) => !inputs.tags);
		expect(untagged.map(({ name }) => name)).to.deep.equal([]);
		expect(tagged.length).to.be.greaterThan(40);
		for (const { name, parent, inputs } of tagged) {
			const component = parent.split("::").at(-1) ?? "";
			expect(inputs.tags, name).to.include({
				Project: "co2-anomaly-map",
				Stack: "prod",
				Component: `${component[0]?.toUpperCase()}${component.slice(1)}`,
				CostCenter: "research",
			});
		}
	});

	it("has the configured cost center as a tag", async () => {
		const declared = await program("dev", { costCenter: "carbon cycle" });
		expect(declared.inputs("storage-cache").tags).to.include({
			CostCenter: "carbon cycle",
		});
	});

	it("shows neither the Gemini key nor the API key in plain text", async () => {
		const prod = await program("prod", everything);
		const apiKey = output(prod, "api-key", "value");
		for (const { name } of prod.resources) {
			const clear = JSON.stringify(prod.inputs(name), (key, value) =>
				key === "secret" ? undefined : value,
			);
			expect(clear, name).not.to.include("test-key");
			expect(clear, name).not.to.include(apiKey);
		}
	});

	it("previews exactly the resources that it creates", async () => {
		const config = testConfig("prod", {
			geminiKey: "test-key",
			...everything,
		});
		const names = (resources: { urn: string }[]) =>
			resources.map(({ urn }) => urn).sort();
		const preview = await evaluate(config, true);
		const made = await program("prod", everything);
		expect(names(preview.resources)).to.deep.equal(names(made.resources));
	});

	it("exports the names and addresses that operators need", async () => {
		const dev = await program();
		const values = await resolved(dev.outputs);
		expect(values).to.deep.equal({
			url: `https://${output(dev, "frontend-distribution", "domainName")}`,
			apiUrl: output(dev, "api-stage", "invokeUrl"),
			distributionId: output(dev, "frontend-distribution"),
			tableName: "dev-CO2ReasoningCache",
			backupVaultName: output(dev, "storage-backups", "name"),
			restoreRoleArn: output(dev, "storage-restore-role", "arn"),
			dataBucketName: output(dev, "storage-data", "bucket"),
			toolSettings: {
				region: "us-east-1",
				dataDir: "site/data",
				cacheTtlDays: 90,
				reasoningLanguage: "en",
				geminiModel: "gemini-3.5-flash-lite",
				apiRateLimit: 100,
				ipReasoningRateLimit: 0,
			},
			functionName: output(dev, "lambda-reasoning", "name"),
			functionVersion: "1",
			liveVersion: "1",
			logGroupName: "/aws/lambda/dev-reasoning",
			criticalTopicArn: output(dev, "observability-critical", "arn"),
			warningTopicArn: output(dev, "observability-warning", "arn"),
		});
	});
});
