import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Of the function's log: one line with `message = "request"` for each request,
 * and one with "request failed" for each that got a 5xx, or a 429 of Gemini's.
 */
const queries = {
	"slowest answers": `fields @timestamp, request_id, place, outcome, milliseconds.total, milliseconds.model, milliseconds.wait
| filter message = "request"
| sort milliseconds.total desc
| limit 25`,
	"errors by cause": `filter message = "request failed"
| stats count(*) as requests, latest(@timestamp) as last by outcome, error.name, error.message
| sort requests desc`,
	"hit ratio": `filter message = "request" and outcome in ["cached", "answered"]
| stats 100 * sum(strcontains(outcome, "cached")) / count(*) as hit_percent, count(*) as answers by bin(1h)`,
	"busiest places": `filter message = "request" and ispresent(place)
| stats count(*) as questions by place
| sort questions desc
| limit 25`,
};

/**
 * Saves what an operator asks the log first.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function saveQueries(
	name: string,
	stack: string,
	logGroup: aws.cloudwatch.LogGroup,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const [title, queryString] of Object.entries(queries))
		new aws.cloudwatch.QueryDefinition(
			`${name}-query-${title.replaceAll(" ", "-")}`,
			{
				// CloudWatch shows a folder for what is before the slash.
				name: `co2-anomaly-map-${stack}/${title}`,
				logGroupNames: [logGroup.name],
				queryString,
			},
			opts,
		);
}
