/** Types of services that nothing is served of. */
import type { AwsService } from "./core/service.ts";

const named = (name: string) => ({ notImitated: { [name]: "*" } });

const alarms = named("alarms and who is told");
const dashboards = named("dashboard, saved queries");

export const unserved: AwsService = {
	name: "unserved",
	types: {
		"budgets.Budget": named("budget"),
		"chatbot.SlackChannelConfiguration": alarms,
		"cloudtrail.Trail": named("audit trail"),
		"cloudwatch.Dashboard": dashboards,
		// A log is a file, which is kept.
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
