/** Tests what the tools report when AWS refuses a request, or cannot be asked. */

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cacheCommands } from "../../tools/cache/commands.ts";
import { describeAwsError } from "../../tools/cli/awsError.ts";
import { runCommand } from "../support/command.ts";
import {
	environmentOfTests,
	installFakePulumi,
} from "../support/fakePulumi.ts";

const outputs = {
	url: "http://127.0.0.1:1",
	distributionId: "E1",
	tableName: "answers",
	dataBucketName: "data",
	toolSettings: {
		region: "eu-west-1",
		dataDir: "",
		cacheTtlDays: 90,
		reasoningLanguage: "en",
		geminiModel: "gemini-3.5-flash-lite",
		apiRateLimit: 100,
		ipReasoningRateLimit: 0,
	},
};

describe("A tool that AWS refuses", () => {
	const setEnvironment = environmentOfTests();
	let home: string;
	let address: string;
	/** The error of the next request. */
	let answer: { name: string; message: string };
	let requests: { target: unknown; authorization: string | undefined }[];
	const aws = createServer((request, response) => {
		const { authorization, "x-amz-target": target } = request.headers;
		requests.push({ target, authorization });
		response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
		const { name, message } = answer;
		response.end(
			JSON.stringify({ __type: `com.amazon.coral#${name}`, message }),
		);
	});
	before(async () => {
		await new Promise<void>((ready) => aws.listen(0, "127.0.0.1", ready));
		address = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
		home = mkdtempSync(join(tmpdir(), "co2-anomaly-map-test-"));
		installFakePulumi(home, outputs);
	});
	beforeEach(() => {
		requests = [];
		setEnvironment({
			PULUMI_HOME: home,
			PULUMI_VERSION: "",
			AWS_ENDPOINT_URL: address,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local",
			AWS_EC2_METADATA_DISABLED: "true",
		});
	});
	after(() => {
		aws.close();
		aws.closeAllConnections();
		rmSync(home, { recursive: true });
	});

	/** Returns the error line of a command that reads the table. */
	const refusal = async () => {
		const { status, out, log } = await runCommand(
			cacheCommands,
			"stats --stack dev",
		);
		expect({ status, out }).to.deep.equal({ status: 1, out: "" });
		expect(log.split("\n")).to.have.length(1);
		return log;
	};

	it("asks the region of the stack with the credentials of the environment", async () => {
		answer = { name: "ValidationException", message: "No." };
		expect(await refusal()).to.equal("AWS answers ValidationException: No");
		expect(requests).to.have.length(1);
		expect(requests[0]?.target).to.equal("DynamoDB_20120810.Scan");
		expect(requests[0]?.authorization).to.match(
			/Credential=local\/\d+\/eu-west-1\/dynamodb\//,
		);
	});

	for (const [name, remedy] of [
		["AccessDeniedException", /; use a profile that has this permission$/],
		["ExpiredTokenException", /; log in again, for example with aws sso login/],
		[
			"UnrecognizedClientException",
			/; log in again, for example with aws sso login/,
		],
		["ResourceNotFoundException", /; the stack no longer has what its outputs/],
	] as const)
		it(`reports ${name} in one line with the remedy`, async () => {
			answer = { name, message: "Scan is refused." };
			const log = await refusal();
			expect(log).to.include(`AWS answers ${name}: Scan is refused; `);
			expect(log).to.match(remedy);
		});

	it("reports missing credentials in one line with the remedy", async () => {
		setEnvironment({ AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
		expect(await refusal()).to.match(
			/^AWS credentials are missing: .*; log in, for example with aws sso login or aws configure, and set AWS_PROFILE/,
		);
		expect(requests).to.deep.equal([]);
	});

	it("reports a throttled table and a network error in one line with the remedy", () => {
		const throttled = Object.assign(new Error("Slow down."), {
			name: "ThrottlingException",
			$fault: "client",
		});
		expect(describeAwsError(throttled)).to.equal(
			"AWS answers ThrottlingException: Slow down; wait a minute, and run the command again",
		);
		const offline = Object.assign(new Error("getaddrinfo ENOTFOUND a.b"), {
			code: "ENOTFOUND",
			$metadata: { attempts: 3 },
		});
		expect(describeAwsError(offline)).to.match(
			/^AWS cannot be reached: getaddrinfo ENOTFOUND a\.b; check the network/,
		);
		expect(describeAwsError(new Error("a defect"))).to.equal(undefined);
	});
});
