import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface SavedQueriesArgs {
	/** The stack's name: in the queries' names. */
	stack: string;
	/** Log group of the function. */
	logGroup: aws.cloudwatch.LogGroup;
	/** Access log of the API (components/api/apiLogs.ts). */
	accessLog: aws.cloudwatch.LogGroup;
}

/**
 * Queries of the function's log. It has a line with `message = "request"` for each
 * request, and one with "request failed" for each 5xx, and each 429 of Gemini.
 */
const ofFunction = {
	"slowest answers": `fields @timestamp, request_id, place, outcome, milliseconds.total, milliseconds.model, milliseconds.wait
| filter message = "request"
| sort milliseconds.total desc
| limit 25`,
	"errors by cause": `filter message = "request failed"
| stats count(*) as requests, latest(@timestamp) as last by outcome, error.name, error.message
| sort requests desc`,
	"answers not saved": `filter message like /was not saved/
| stats count(*) as answers, latest(@timestamp) as last by message, error.name, error.message
| sort answers desc`,
	"hit ratio": `filter message = "request" and outcome in ["cached", "answered"]
| stats 100 * sum(strcontains(outcome, "cached")) / count(*) as hit_percent, count(*) as answers by bin(1h)`,
	"busiest places": `filter message = "request" and ispresent(place)
| stats count(*) as questions by place
| sort questions desc
| limit 25`,
};

/** Queries of the API's access log, which has one line per request. */
const ofApi = {
	"refused requests": `filter status >= 400
| stats count(*) as requests, latest(@timestamp) as last by status, errorType, path
| sort requests desc`,
	"requests by minute": `stats count(*) as requests, sum(strcontains(errorType, "THROTTLED")) as throttled by bin(1m)
| sort requests desc
| limit 25`,
};

/**
 * Saves the queries that an operator needs first.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function saveQueries(
	name: string,
	{ stack, logGroup, accessLog }: SavedQueriesArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	const save = (
		queries: Record<string, string>,
		{ name: logGroupName }: aws.cloudwatch.LogGroup,
	) => {
		for (const [title, queryString] of Object.entries(queries))
			new aws.cloudwatch.QueryDefinition(
				`${name}-query-${title.replaceAll(" ", "-")}`,
				{
					// CloudWatch shows the part before the slash as a folder.
					name: `co2-anomaly-map-${stack}/${title}`,
					logGroupNames: [logGroupName],
					queryString,
				},
				opts,
			);
	};
	save(ofFunction, logGroup);
	save(ofApi, accessLog);
}
