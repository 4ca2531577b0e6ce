/** The API's logs, and the role with which API Gateway writes them. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceRole } from "../serviceRole.ts";
import type { Tags } from "../tags.ts";
import { stageName } from "./apiMethods.ts";

export interface ApiLogsArgs {
	/** The stack's name: in the access log's name. */
	stack: string;
	restApi: aws.apigateway.RestApi;
	/** Whether this stack sets the account's log role for API Gateway. */
	apiGatewayLogRole: boolean;
	logRetentionDays: number;
	tags: Tags;
}

export interface ApiLogs {
	accessLog: aws.cloudwatch.LogGroup;
	/** Resources that must exist before the stage logs. */
	ready: pulumi.Resource[];
}

export function createLogs(
	name: string,
	args: ApiLogsArgs,
	opts: pulumi.CustomResourceOptions,
): ApiLogs {
	const { stack, restApi, apiGatewayLogRole, tags } = args;
	const retentionInDays = args.logRetentionDays;
	const accessLog = new aws.cloudwatch.LogGroup(
		`${name}-access-log`,
		{ name: `/aws/apigateway/${stack}-access`, retentionInDays, tags },
		opts,
	);
	// API Gateway would create this group itself, without an expiry. AWS fixes the name:
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
	const executionLog = new aws.cloudwatch.LogGroup(
		`${name}-execution-log`,
		{
			name: pulumi.interpolate`API-Gateway-Execution-Logs_${restApi.id}/${stageName}`,
			retentionInDays,
			tags,
		},
		opts,
	);
	const account = apiGatewayLogRole ? [setLogRole(name, tags, opts)] : [];
	return { accessLog, ready: [executionLog, ...account] };
}

/**
 * An account has one such role per region, and all its APIs use it, so it stays
 * when the stack is destroyed.
 */
function setLogRole(
	name: string,
	tags: Tags,
	opts: pulumi.CustomResourceOptions,
): aws.apigateway.Account {
	const lasting = { ...opts, retainOnDelete: true };
	const { role, policy } = serviceRole(
		`${name}-log-role`,
		{
			service: "apigateway.amazonaws.com",
			description:
				"Role with which API Gateway writes the logs of all APIs of the account",
			policyArn:
				"arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
			tags,
		},
		lasting,
	);
	return new aws.apigateway.Account(
		`${name}-account`,
		{ cloudwatchRoleArn: role.arn },
		{ ...lasting, dependsOn: policy },
	);
}

/**
 * One JSON object per request, without an address: it would be CloudFront's.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const accessLogFormat = JSON.stringify({
	requestId: "$context.requestId",
	requestTime: "$context.requestTime",
	httpMethod: "$context.httpMethod",
	path: "$context.path",
	resourcePath: "$context.resourcePath",
	status: "$context.status",
	responseLength: "$context.responseLength",
	responseLatency: "$context.responseLatency",
	integrationLatency: "$context.integrationLatency",
	integrationStatus: "$context.integration.status",
	errorType: "$context.error.responseType",
	xrayTraceId: "$context.xrayTraceId",
	wafStatus: "$context.waf.status",
});
