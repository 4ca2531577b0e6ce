/** Types of services that nothing is served of. */
import type { AwsService } from "./core/service.ts";

const named = (name: string) => ({ notImitated: { [name]: "*" } });

const alarms = named("alarms and who is told");
const dashboards = named("dashboard, saved queries");

export const unserved: AwsService = {
	name: "unserved",
	types: {
		"aws:budgets/budget:Budget": named("budget"),
		"aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": alarms,
		"aws:cloudwatch/dashboard:Dashboard": dashboards,
		"aws:cloudwatch/logGroup:LogGroup": {
			irrelevant: { "a log is a file, which is kept": "*" },
		},
		"aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
			irrelevant: { "AWS's own bookkeeping": "*" },
		},
		"aws:cloudwatch/logMetricFilter:LogMetricFilter": alarms,
		"aws:cloudwatch/metricAlarm:MetricAlarm": alarms,
		"aws:cloudwatch/queryDefinition:QueryDefinition": dashboards,
		"aws:sns/topic:Topic": alarms,
		"aws:sns/topicPolicy:TopicPolicy": alarms,
		"aws:sns/topicSubscription:TopicSubscription": alarms,
		"awsx:cloudtrail:Trail": named("audit trail"),
	},
};
