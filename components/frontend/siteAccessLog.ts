import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnParts } from "../arn.ts";
import { edgeRegion } from "../edgeRegion.ts";
import type { Tags } from "../tags.ts";

export interface SiteAccessLogArgs {
	/** The stack's name: in the names of the delivery's resources. */
	stack: string;
	distribution: aws.cloudfront.Distribution;
	logRetentionDays: number;
	tags: Tags;
}

/**
 * The logged fields of a request. The viewer's address (`c-ip`) and cookies are
 * not among them: operating the site needs no personal data.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
const recordFields = [
	"date",
	"time",
	"x-edge-location",
	"cs-method",
	"cs(Host)",
	"cs-uri-stem",
	"sc-status",
	"sc-bytes",
	"time-taken",
	"time-to-first-byte",
	"x-edge-result-type",
	"x-edge-detailed-result-type",
	"x-edge-request-id",
	"cs-protocol",
	"cs-protocol-version",
	"ssl-protocol",
	"sc-content-type",
	"cs(User-Agent)",
];

/**
 * Delivers the distribution's access log to CloudWatch Logs ("standard logging v2").
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export function logAccess(
	name: string,
	{ stack, distribution, logRetentionDays, tags }: SiteAccessLogArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	// CloudFront delivers from this region in every stack.
	const region = edgeRegion;
	const logGroup = new aws.cloudwatch.LogGroup(
		`${name}-access-log-group`,
		{
			region,
			// Policies for this prefix do not count towards the account's limit:
			// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
			name: `/aws/vendedlogs/cloudfront/${stack}-site`,
			retentionInDays: logRetentionDays,
			tags,
		},
		opts,
	);
	const source = new aws.cloudwatch.LogDeliverySource(
		`${name}-access-log-source`,
		{
			region,
			name: `${stack}-site-access`,
			logType: "ACCESS_LOGS",
			resourceArn: distribution.arn,
			tags,
		},
		opts,
	);
	const destination = new aws.cloudwatch.LogDeliveryDestination(
		`${name}-access-log-destination`,
		{
			region,
			name: `${stack}-site-access`,
			outputFormat: "json",
			deliveryDestinationConfiguration: {
				destinationResourceArn: logGroup.arn,
			},
			tags,
		},
		opts,
	);
	const policy = permitDelivery(name, stack, logGroup, opts);
	new aws.cloudwatch.LogDelivery(
		`${name}-access-log`,
		{
			region,
			deliverySourceName: source.name,
			deliveryDestinationArn: destination.arn,
			recordFields,
			tags,
		},
		{ ...opts, dependsOn: policy },
	);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html */
function permitDelivery(
	name: string,
	stack: string,
	logGroup: aws.cloudwatch.LogGroup,
	opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogResourcePolicy {
	const { account } = arnParts(logGroup.arn);
	return new aws.cloudwatch.LogResourcePolicy(
		`${name}-access-log-policy`,
		{
			region: edgeRegion,
			policyName: `${stack}-site-access`,
			policyDocument: pulumi.jsonStringify({
				Version: "2012-10-17",
				Statement: [
					{
						Effect: "Allow",
						Principal: { Service: "delivery.logs.amazonaws.com" },
						Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
						Resource: pulumi.interpolate`${logGroup.arn}:log-stream:*`,
						Condition: {
							StringEquals: { "aws:SourceAccount": account },
							ArnLike: {
								"aws:SourceArn": pulumi.interpolate`arn:aws:logs:${edgeRegion}:${account}:*`,
							},
						},
					},
				],
			}),
		},
		opts,
	);
}
