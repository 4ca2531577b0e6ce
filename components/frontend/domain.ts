import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { edgeRegion } from "../edgeRegion.ts";
import type { Tags } from "../tags.ts";

export interface Domain {
	/** Host name of the site. */
	domainName: string;
	/** Route 53 zone that it is in. */
	hostedZoneId: string;
}

/** A certificate for the domain that Route 53 proves; its ARN, once it is issued. */
export function createCertificate(
	name: string,
	{ domainName, hostedZoneId }: Domain,
	tags: Tags,
	opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
	// CloudFront takes certificates of this region only:
	// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
	const region = edgeRegion;
	const certificate = new aws.acm.Certificate(
		`${name}-certificate`,
		{ region, domainName, validationMethod: "DNS", tags },
		opts,
	);
	// One name, so one record; it is there as soon as the certificate is.
	const proof = certificate.domainValidationOptions.apply(
		(all: Proof[] | undefined) => (all ? (all[0] ?? never()) : leftOut),
	);
	const record = new aws.route53.Record(
		`${name}-validation`,
		{
			zoneId: hostedZoneId,
			name: proof.resourceRecordName,
			type: proof.resourceRecordType,
			records: [proof.resourceRecordValue],
			ttl: 60,
			// A certificate of the same name, of another stack or an earlier one, has the same record.
			allowOverwrite: true,
		},
		opts,
	);
	return new aws.acm.CertificateValidation(
		`${name}-certificate-validation`,
		{
			region,
			certificateArn: certificate.arn,
			validationRecordFqdns: [record.fqdn],
		},
		opts,
	).certificateArn;
}

type Proof = aws.types.output.acm.CertificateDomainValidationOption;

/** What an update with `--target` knows of a certificate that it leaves out. */
const leftOut: Proof = {
	domainName: "",
	resourceRecordName: "",
	resourceRecordType: "",
	resourceRecordValue: "",
};

function never(): never {
	throw new Error("ACM made a certificate that no record can validate");
}

/** Points the domain at the distribution, over IPv4 and IPv6. */
export function pointDomain(
	name: string,
	{ domainName, hostedZoneId }: Domain,
	distribution: aws.cloudfront.Distribution,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const type of ["A", "AAAA"])
		new aws.route53.Record(
			`${name}-${type.toLowerCase()}`,
			{
				zoneId: hostedZoneId,
				name: domainName,
				type,
				aliases: [
					{
						name: distribution.domainName,
						zoneId: distribution.hostedZoneId,
						evaluateTargetHealth: false,
					},
				],
			},
			opts,
		);
}
