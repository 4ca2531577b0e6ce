/** Resource types of services that local/ does not serve. */
import type { AwsService } from "./core/service.ts";

const named = (name: string) => ({ notImitated: { [name]: "*" } });

const alarms = named("alarms and notifications");
const dashboards = named("dashboard, saved queries");

export const unserved: AwsService = {
	name: "unserved",
	types: {
		"budgets.Budget": named("budget"),
		"chatbot.SlackChannelConfiguration": alarms,
		"cloudtrail.Trail": named("audit trail"),
		"cloudwatch.Dashboard": dashboards,
		// Logs are files, which do not expire.
		"cloudwatch.LogGroup": { irrelevant: "*" },
		"cloudwatch.LogResourcePolicy": { irrelevant: "*" },
		"cloudwatch.LogMetricFilter": alarms,
		"cloudwatch.MetricAlarm": alarms,
		"cloudwatch.QueryDefinition": dashboards,
		"sns.Topic": alarms,
		"sns.TopicPolicy": alarms,
		"sns.TopicSubscription": alarms,
	},
};
