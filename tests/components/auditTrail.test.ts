import { expect } from "chai";
import {
	expectInputs,
	expectLifecycle,
	expectPrivateBucket,
	expectStatements,
	output,
	tlsOnly,
} from "../support/expectations.ts";
import { account, program } from "../support/program.ts";

const record = "observability-trail-record";

describe("The audit trail", () => {
	it("records management events and reads of the data bucket", async () => {
		const prod = await program("prod");
		const equals = (field: string, value: string) => ({
			field,
			equals: [value],
		});
		expectInputs(prod, "observability-trail", {
			name: "prod-co2-anomaly-map",
			s3BucketName: output(prod, record),
			enableLogFileValidation: true,
			advancedEventSelectors: [
				{ fieldSelectors: [equals("eventCategory", "Management")] },
				{
					fieldSelectors: [
						equals("eventCategory", "Data"),
						equals("resources.type", "AWS::S3::Object"),
						equals("readOnly", "true"),
						{
							field: "resources.ARN",
							startsWiths: [`${output(prod, "storage-data", "arn")}/`],
						},
					],
				},
			],
		});
	});

	it("retains its records for 400 days in a private bucket", async () => {
		const prod = await program("prod");
		expectInputs(prod, record, { forceDestroy: false });
		expectPrivateBucket(prod, record);
		expectLifecycle(prod, record, {
			id: "expired-records",
			expiration: { days: 400 },
			noncurrentVersionExpiration: { noncurrentDays: 400 },
		});
	});

	it("is the bucket's only writer, over TLS, and has the permission when it is created", async () => {
		const prod = await program("prod");
		const arn = output(prod, record, "arn");
		const byTrail = {
			Effect: "Allow",
			Principal: { Service: "cloudtrail.amazonaws.com" },
			Condition: {
				StringEquals: {
					"aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${account}:trail/prod-co2-anomaly-map`,
				},
			},
		};
		expectStatements(prod, `${record}-policy`, [
			{
				Sid: "CheckByTrail",
				...byTrail,
				Action: "s3:GetBucketAcl",
				Resource: arn,
			},
			{
				Sid: "WriteByTrail",
				...byTrail,
				Action: "s3:PutObject",
				Resource: `${arn}/AWSLogs/${account}/*`,
			},
			tlsOnly(prod, record),
		]);
		// CloudTrail refuses a bucket without the permission to write.
		const { urn } = prod.one(`${record}-policy`);
		expect(prod.one("observability-trail").dependencies).to.include(urn);
	});

	it("is absent from dev", async () => {
		const dev = await program();
		expect(dev.ofType("aws:cloudtrail/trail:Trail")).to.deep.equal([]);
	});
});
