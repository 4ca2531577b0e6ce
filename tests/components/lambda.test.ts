import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect } from "chai";
import {
	expectInputs,
	expectStatements,
	output,
} from "../support/expectations.ts";
import { account, program, region, words } from "../support/program.ts";

describe("Lambda", () => {
	it("declares the function with its layer, alias, policy and log group", async () => {
		const names = "lambda-layer lambda-live lambda-logs lambda-policy";
		const dev = await program();
		expect(dev.children("lambda")).to.deep.equal(
			words(`${names} lambda-reasoning`),
		);
		const prod = await program("prod");
		expect(prod.children("lambda")).to.deep.equal(
			words(`${names} lambda-provisioned-concurrency lambda-reasoning`),
		);
	});

	it("declares the function of the design", async () => {
		const prod = await program("prod");
		expectInputs(prod, "lambda-reasoning", {
			role: output(prod, "base-execution-role", "arn"),
			runtime: "nodejs24.x",
			architectures: ["arm64"],
			handler: "index.handler",
			layers: [output(prod, "lambda-layer", "arn")],
			memorySize: 512,
			timeout: 30,
			publish: true,
			tracingConfig: { mode: "Active" },
			loggingConfig: {
				logFormat: "JSON",
				logGroup: "/aws/lambda/prod-reasoning",
			},
		});
	});

	it("names the function's resources in its environment, without a secret", async () => {
		const prod = await program("prod");
		const { environment } = prod.inputs("lambda-reasoning");
		expect(environment).to.deep.equal({
			variables: {
				DYNAMODB_TABLE_NAME: "prod-CO2ReasoningCache",
				SECRET_NAME: output(prod, "base-gemini-key", "arn"),
				DATA_BUCKET_NAME: output(prod, "storage-data", "bucket"),
				GEMINI_MODEL_PARAMETER: "/app/gemini-model",
				CACHE_TTL_DAYS_PARAMETER: "/app/cache-ttl-days",
				ENVIRONMENT_PARAMETER: "/app/environment",
				GEMINI_MODEL: "gemini-3.5-flash-lite",
				CACHE_TTL_DAYS: "90",
				ENVIRONMENT: "prod",
				FALLBACK_MODEL: "gemini-3.5-flash",
				REASONING_LANGUAGE: "en",
				REQUIRE_PUBLISHED: "true",
				ALLOWED_ORIGIN: `https://${output(prod, "frontend-distribution", "domainName")}`,
				POWERTOOLS_SERVICE_NAME: "prod-reasoning",
				POWERTOOLS_METRICS_NAMESPACE: "CO2AnomalyMap",
			},
		});
	});

	it("follows the configuration", async () => {
		const dev = await program("dev", {
			lambdaMemoryMb: "1024",
			fallbackModel: "gemini-3.8-flash",
			reasoningLanguage: "ja",
			requirePublished: "false",
			logRetentionDays: "30",
		});
		expectInputs(dev, "lambda-reasoning", {
			memorySize: 1024,
			environment: {
				variables: {
					FALLBACK_MODEL: "gemini-3.8-flash",
					REASONING_LANGUAGE: "ja",
					REQUIRE_PUBLISHED: "false",
				},
			},
		});
		expectInputs(dev, "lambda-logs", {
			name: "/aws/lambda/dev-reasoning",
			retentionInDays: 30,
		});
	});

	it("allows exactly the calls of the function, by ARN", async () => {
		const dev = await program();
		const bucket = output(dev, "storage-data", "arn");
		const allow = (Action: string[], ...Resource: string[]) => ({
			Effect: "Allow",
			Action,
			Resource,
		});
		const parameter = (name: string) =>
			`arn:aws:ssm:${region}:${account}:parameter/app/dev/${name}`;
		expectInputs(dev, "lambda-policy", {
			role: output(dev, "base-execution-role", "name"),
		});
		expectStatements(dev, "lambda-policy", [
			allow(
				["dynamodb:GetItem", "dynamodb:PutItem"],
				output(dev, "storage-cache", "arn"),
			),
			allow(
				["secretsmanager:GetSecretValue"],
				output(dev, "base-gemini-key", "arn"),
			),
			allow(
				["ssm:GetParameters"],
				parameter("gemini-model"),
				parameter("cache-ttl-days"),
				parameter("environment"),
			),
			allow(["s3:GetObject"], `${bucket}/anomalies*.geojson`),
			allow(["s3:ListBucket"], bucket),
			allow(
				["logs:CreateLogStream", "logs:PutLogEvents"],
				`arn:aws:logs:${region}:${account}:log-group:/aws/lambda/dev-reasoning:*`,
			),
			allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
		]);
	});

	it("has the third-party code in a layer whose old versions stay", async () => {
		const dev = await program();
		expectInputs(dev, "lambda-layer", {
			compatibleRuntimes: ["nodejs24.x"],
			compatibleArchitectures: ["arm64"],
			skipDestroy: true,
		});
		const { path } = dev.inputs("lambda-layer").code as { path: string };
		expect(path).to.match(/^\.cache\/layer-/);
		const modules = `${path}/nodejs/node_modules`;
		expect(readdirSync(modules)).to.include.members(["@aws-sdk", "zod"]);
	});

	it("deploys at most 50 KB of own code, and no third-party code", async () => {
		const dev = await program();
		const { path } = dev.inputs("lambda-reasoning").code as { path: string };
		expect(readdirSync(path)).to.have.members(["index.js", "package.json"]);
		expect(statSync(`${path}/index.js`).size).to.be.below(50 * 1024);
		expect(readFileSync(`${path}/index.js`, "utf8")).to.include(
			'require("@aws-sdk/client-dynamodb")',
		);
	});

	it("points the alias at the newest version", async () => {
		const dev = await program();
		expectInputs(dev, "lambda-live", {
			name: "live",
			functionName: output(dev, "lambda-reasoning", "name"),
			functionVersion: "1",
		});
	});

	const release = (stableVersion: string, newVersionWeight: string) =>
		program("dev", {
			release: JSON.stringify({ stableVersion, newVersionWeight }),
		});

	it("routes a share of the calls to the new version", async () => {
		const dev = await release("7", "0.1");
		expect(dev.inputs("lambda-live")).to.deep.include({
			functionVersion: "7",
			routingConfig: { additionalVersionWeights: { "1": 0.1 } },
		});
	});

	it("rolls a release back with a weight of 0", async () => {
		const dev = await release("7", "0");
		expect(dev.inputs("lambda-live")).to.deep.include({
			functionVersion: "7",
			routingConfig: { additionalVersionWeights: {} },
		});
	});

	it("sets no weight for the stable version itself, which Lambda refuses", async () => {
		const dev = await release("1", "0.1");
		expect(dev.inputs("lambda-live")).to.deep.include({
			functionVersion: "1",
			routingConfig: { additionalVersionWeights: {} },
		});
	});

	it("has provisioned concurrency 1 in prod, and none in dev", async () => {
		const prod = await program("prod");
		expectInputs(prod, "lambda-provisioned-concurrency", {
			functionName: output(prod, "lambda-reasoning", "name"),
			qualifier: "live",
			provisionedConcurrentExecutions: 1,
		});
	});

	it("does not change provisioned concurrency while two versions share the alias", async () => {
		const frozen = async (newVersionWeight: number) => {
			const release = JSON.stringify({ stableVersion: "7", newVersionWeight });
			const prod = await program("prod", { release });
			return prod.one("lambda-provisioned-concurrency").options.ignoreChanges;
		};
		expect(await frozen(0.1)).to.deep.equal([
			"provisionedConcurrentExecutions",
		]);
		expect(await frozen(0)).to.deep.equal([]);
	});
});
