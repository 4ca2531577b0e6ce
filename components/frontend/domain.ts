import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { edgeRegion } from "../edgeRegion.ts";
import type { Tags } from "../tags.ts";

export interface Domain {
	/** Host name of the site. */
	domainName: string;
	/** Id of its Route 53 zone. */
	hostedZoneId: string;
}

/**
 * A certificate for the domain, validated by a DNS record.
 * @returns its ARN, known when it is issued
 */
export function createCertificate(
	name: string,
	{ domainName, hostedZoneId }: Domain,
	tags: Tags,
	opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
	// CloudFront accepts only certificates of this region:
	// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
	const region = edgeRegion;
	const certificate = new aws.acm.Certificate(
		`${name}-certificate`,
		{ region, domainName, validationMethod: "DNS", tags },
		opts,
	);
	// One name has one record, which exists as soon as the certificate is requested.
	const validation = certificate.domainValidationOptions.apply(
		(all: ValidationRecord[] | undefined) =>
			all ? (all[0] ?? never()) : unknownRecord,
	);
	const record = new aws.route53.Record(
		`${name}-validation`,
		{
			zoneId: hostedZoneId,
			name: validation.resourceRecordName,
			type: validation.resourceRecordType,
			records: [validation.resourceRecordValue],
			ttl: 60,
			// An earlier certificate for the same name has the same record.
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

type ValidationRecord = aws.types.output.acm.CertificateDomainValidationOption;

/** The record while an update with `--target` excludes the certificate. */
const unknownRecord: ValidationRecord = {
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
