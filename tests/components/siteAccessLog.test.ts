import { expect } from "chai";
import {
	expectInputs,
	expectStatements,
	output,
} from "../support/expectations.ts";
import { account, program } from "../support/program.ts";

describe("Frontend's access log", () => {
	const region = "us-east-1";
	const name = (part: string) => `frontend-access-log-${part}`;

	it("is delivered to CloudWatch in CloudFront's region", async () => {
		const declared = await program("dev", { logRetentionDays: "30" });
		expectInputs(declared, name("group"), {
			region,
			name: "/aws/vendedlogs/cloudfront/dev-site",
			retentionInDays: 30,
		});
		expectInputs(declared, name("source"), {
			region,
			logType: "ACCESS_LOGS",
			resourceArn: output(declared, "frontend-distribution", "arn"),
		});
		expectInputs(declared, name("destination"), {
			region,
			outputFormat: "json",
			deliveryDestinationConfiguration: {
				destinationResourceArn: output(declared, name("group"), "arn"),
			},
		});
		expectInputs(declared, "frontend-access-log", {
			region,
			deliverySourceName: "dev-site-access",
			deliveryDestinationArn: output(declared, name("destination"), "arn"),
		});
	});

	it("contains the request, but not the viewer's address", async () => {
		const { recordFields } = (await program()).inputs("frontend-access-log");
		expect(recordFields).to.include.members(["cs-uri-stem", "sc-status"]);
		expect(recordFields).not.to.include.oneOf([
			"c-ip",
			"cs(Cookie)",
			"x-forwarded-for",
		]);
	});

	it("is written only by deliveries of this account", async () => {
		const declared = await program();
		const group = output(declared, name("group"), "arn");
		const allow = {
			Effect: "Allow",
			Principal: { Service: "delivery.logs.amazonaws.com" },
			Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
			Resource: `${group}:log-stream:*`,
			Condition: {
				StringEquals: { "aws:SourceAccount": account },
				ArnLike: { "aws:SourceArn": `arn:aws:logs:${region}:${account}:*` },
			},
		};
		expectStatements(declared, name("policy"), [allow], "policyDocument");
	});
});
