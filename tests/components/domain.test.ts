import { expect } from "chai";
import { expectInputs, output } from "../support/expectations.ts";
import { program } from "../support/program.ts";

const domain = {
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
};

describe("Frontend's domain", () => {
	it("has a certificate that Route 53 validates", async () => {
		const declared = await program("dev", domain);
		expectInputs(declared, "frontend-certificate", {
			region: "us-east-1",
			domainName: "map.example.com",
			validationMethod: "DNS",
		});
		const [proof] = declared.one("frontend-certificate").state
			.domainValidationOptions as Record<string, string>[];
		expectInputs(declared, "frontend-validation", {
			zoneId: domain.hostedZoneId,
			name: proof?.resourceRecordName,
			type: "CNAME",
			records: [proof?.resourceRecordValue],
			ttl: 60,
			allowOverwrite: true,
		});
		expectInputs(declared, "frontend-certificate-validation", {
			region: "us-east-1",
			certificateArn: output(declared, "frontend-certificate", "arn"),
			validationRecordFqdns: [proof?.resourceRecordName],
		});
		expect(declared.inputs("frontend-distribution")).to.deep.include({
			aliases: ["map.example.com"],
			viewerCertificate: {
				acmCertificateArn: output(declared, "frontend-certificate", "arn"),
				sslSupportMethod: "sni-only",
				minimumProtocolVersion: "TLSv1.2_2021",
			},
		});
		for (const type of ["A", "AAAA"])
			expectInputs(declared, `frontend-${type.toLowerCase()}`, {
				zoneId: domain.hostedZoneId,
				name: "map.example.com",
				type,
				aliases: [
					{
						name: output(declared, "frontend-distribution", "domainName"),
						zoneId: "Z2FDTNDATAQYW2",
						evaluateTargetHealth: false,
					},
				],
			});
		const { environment } = declared.inputs("lambda-reasoning");
		expect(environment).to.have.nested.property(
			"variables.ALLOWED_ORIGIN",
			"https://map.example.com",
		);
	});
});
