import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import type { Topics } from "./alerts.ts";

export interface BudgetArgs {
	/** The stack's name: in the budget's name. */
	stack: string;
	monthlyBudgetUsd: number;
	tags: Tags;
}

/**
 * Notifies when a month's cost is forecast, almost reached and reached. It covers the
 * whole account: a filter by tag silently counts nothing until somebody
 * activates the tag for billing.
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
 */
export function createBudget(
	name: string,
	{ stack, monthlyBudgetUsd, tags }: BudgetArgs,
	topics: Topics,
	opts: pulumi.CustomResourceOptions,
): void {
	const notification = (
		notificationType: "ACTUAL" | "FORECASTED",
		threshold: number,
		topic: aws.sns.Topic,
	) => ({
		notificationType,
		threshold,
		thresholdType: "PERCENTAGE",
		comparisonOperator: "GREATER_THAN",
		subscriberSnsTopicArns: [topic.arn],
	});
	new aws.budgets.Budget(
		`${name}-budget`,
		{
			name: `${stack}-co2-anomaly-map`,
			budgetType: "COST",
			timeUnit: "MONTHLY",
			limitAmount: String(monthlyBudgetUsd),
			limitUnit: "USD",
			notifications: [
				notification("FORECASTED", 100, topics.warning),
				notification("ACTUAL", 80, topics.warning),
				notification("ACTUAL", 100, topics.critical),
			],
			tags,
		},
		opts,
	);
}
