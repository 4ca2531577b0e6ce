/** Metrics and logs, the same for both firewalls. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags.ts";

/** The metrics of a firewall and of each rule. */
export const visibilityOf = (metricName: string) => ({
	metricName,
	cloudwatchMetricsEnabled: true,
	sampledRequestsEnabled: true,
});

export interface FirewallLogArgs {
	/** The stack's name: in the log group's name. */
	stack: string;
	/** Name of the firewall, for the log group's name. */
	firewall: string;
	acl: aws.wafv2.WebAcl;
	/** Region of the web ACL; the stack's region when undefined. */
	region?: string;
	logRetentionDays: number;
	tags: Tags;
}

/** Logs only the requests that a firewall blocks. */
export function logBlocked(
	name: string,
	{ stack, firewall, acl, region, logRetentionDays, tags }: FirewallLogArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const inRegion = region ? { region } : {};
	const logGroup = new aws.cloudwatch.LogGroup(
		`${name}-group`,
		{
			...inRegion,
			// AWS requires the prefix: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
			name: `aws-waf-logs-${stack}-${firewall}`,
			retentionInDays: logRetentionDays,
			tags,
		},
		opts,
	);
	new aws.wafv2.WebAclLoggingConfiguration(
		name,
		{
			...inRegion,
			resourceArn: acl.arn,
			logDestinationConfigs: [logGroup.arn],
			redactedFields: [{ singleHeader: { name: "x-api-key" } }],
			loggingFilter: {
				defaultBehavior: "DROP",
				filters: [
					{
						behavior: "KEEP",
						requirement: "MEETS_ANY",
						conditions: [{ actionCondition: { action: "BLOCK" } }],
					},
				],
			},
		},
		opts,
	);
}
