import { expect } from "chai";
import {
	expectInputs,
	expectTakenBy,
	output,
} from "../support/expectations.ts";
import { program, secret, words } from "../support/program.ts";

describe("Base", () => {
	it("declares the secret, three parameters and the execution role", async () => {
		expect((await program()).children("base")).to.deep.equal(
			words(`base-cache-ttl-days base-environment base-execution-role
				base-gemini-key base-gemini-key-version base-gemini-model`),
		);
	});

	it("stores the Gemini key in the stack's secret, encrypted in the state", async () => {
		const dev = await program();
		expectInputs(dev, "base-gemini-key", { name: "dev/gemini-api-key" });
		expectInputs(dev, "base-gemini-key-version", {
			secretId: output(dev, "base-gemini-key"),
			secretString: secret('{"GEMINI_API_KEY":"test-key"}'),
		});
	});

	it("allows the restore of a deleted secret in prod, and the reuse of its name in dev", async () => {
		const days = { prod: 30, dev: 0 };
		for (const [stack, recoveryWindowInDays] of Object.entries(days))
			expectInputs(await program(stack), "base-gemini-key", {
				recoveryWindowInDays,
			});
	});

	it("stores the parameters in plain text, under the configured prefix", async () => {
		const dev = await program("dev", {
			geminiModel: "gemini-3.8-flash",
			cacheTtlDays: "30",
		});
		const parameter = (name: string, insecureValue: string) =>
			expectInputs(dev, `base-${name}`, {
				name: `/app/dev/${name}`,
				type: "String",
				insecureValue,
				value: undefined,
			});
		parameter("gemini-model", "gemini-3.8-flash");
		parameter("cache-ttl-days", "30");
		parameter("environment", "dev");
		expectInputs(await program("prod"), "base-environment", {
			name: "/app/environment",
			insecureValue: "prod",
		});
	});

	it("lets only Lambda assume the execution role, which has no permissions of its own", async () => {
		const dev = await program();
		expectTakenBy(dev, "base-execution-role", "lambda.amazonaws.com");
		const role = dev.inputs("base-execution-role");
		expect(role).not.to.have.any.keys("inlinePolicies", "managedPolicyArns");
	});
});
