import {
	CloudWatchClient,
	type CloudWatchClientConfig,
	paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";

/**
 * The names of a stack's critical alarms in state ALARM, in the stack's region
 * and in CloudFront's: `critical-STACK-…` (components/observability/alarms.ts).
 */
export function criticalAlarms(
	stack: string,
	regions: string[],
	config: CloudWatchClientConfig = {},
): () => Promise<string[]> {
	const clients = [...new Set(regions)].map(
		(region) => new CloudWatchClient({ ...config, region }),
	);
	return async () =>
		(await Promise.all(clients.map((client) => raised(client, stack)))).flat();
}

async function raised(
	client: CloudWatchClient,
	stack: string,
): Promise<string[]> {
	const names: string[] = [];
	const pages = paginateDescribeAlarms(
		{ client },
		{ AlarmNamePrefix: `critical-${stack}-`, StateValue: "ALARM" },
	);
	for await (const { MetricAlarms = [] } of pages)
		names.push(...MetricAlarms.map(({ AlarmName = "" }) => AlarmName));
	return names;
}
