import { expect } from "chai";
import { expectInputs, output, trust } from "../support/expectations.ts";
import { program, secret } from "../support/program.ts";

describe("Base", () => {
	it("makes the secret, three parameters and the execution role", async () => {
		const dev = await program();
		expect(dev.children("base")).to.deep.equal({
			"base-cache-ttl-days": "aws:ssm/parameter:Parameter",
			"base-environment": "aws:ssm/parameter:Parameter",
			"base-execution-role": "aws:iam/role:Role",
			"base-gemini-key": "aws:secretsmanager/secret:Secret",
			"base-gemini-key-version":
				"aws:secretsmanager/secretVersion:SecretVersion",
			"base-gemini-model": "aws:ssm/parameter:Parameter",
		});
	});

	it("keeps the Gemini key in a secret of the stack's, encrypted in the state", async () => {
		const dev = await program();
		expectInputs(dev, "base-gemini-key", {
			name: "dev/gemini-api-key",
			description: "The key with which the reasoning function asks Gemini",
			recoveryWindowInDays: 0,
		});
		expectInputs(dev, "base-gemini-key-version", {
			secretId: output(dev, "base-gemini-key"),
			secretString: secret('{"GEMINI_API_KEY":"test-key"}'),
		});
	});

	it("lets a deleted secret be restored in prod, and not in dev, whose name can be taken again", async () => {
		const prod = await program("prod");
		expect(prod.inputs("base-gemini-key")).to.include({
			name: "prod/gemini-api-key",
			recoveryWindowInDays: 30,
		});
	});

	it("keeps the parameters in clear, under the configured prefix", async () => {
		const dev = await program("dev", {
			geminiModel: "gemini-3.8-flash",
			cacheTtlDays: "30",
		});
		const parameter = (name: string, insecureValue: string) =>
			expectInputs(dev, `base-${name}`, {
				name: `/app/dev/${name}`,
				type: "String",
				insecureValue,
			});
		parameter("gemini-model", "gemini-3.8-flash");
		parameter("cache-ttl-days", "30");
		parameter("environment", "dev");
		const prod = await program("prod");
		expect(prod.inputs("base-environment")).to.include({
			name: "/app/environment",
			insecureValue: "prod",
		});
	});

	it("lets Lambda, and nobody else, take the execution role", async () => {
		expectInputs(await program(), "base-execution-role", {
			description: "What the reasoning function runs as",
			assumeRolePolicy: trust("lambda.amazonaws.com"),
		});
	});
});
