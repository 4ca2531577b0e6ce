import type { AwsService } from "../core/service.ts";
import { restApi } from "./restApi.ts";

export const apigateway: AwsService = {
	name: "apigateway",
	types: {
		"apigateway.Account": { irrelevant: "*" },
		"apigateway.ApiKey": {},
		// Start serves what the program declares, without a deployment.
		"apigateway.Deployment": { irrelevant: "*" },
		// There is one API, and Lambda accepts only POST.
		"apigateway.Integration": { irrelevant: "integrationHttpMethod restApi" },
		"apigateway.IntegrationResponse": { irrelevant: "restApi" },
		"apigateway.Method": {
			irrelevant: "restApi",
			notImitated: { "authorizers of methods": "authorization" },
		},
		// It repeats the headers that the integration's response sets.
		"apigateway.MethodResponse": { irrelevant: "*" },
		"apigateway.MethodSettings": {
			irrelevant: "restApi",
			notImitated: {
				"execution log of the API":
					"settings.dataTraceEnabled settings.loggingLevel settings.metricsEnabled",
			},
		},
		"apigateway.Model": { irrelevant: "contentType restApi" },
		"apigateway.RequestValidator": { irrelevant: "restApi" },
		"apigateway.Resource": { irrelevant: "restApi" },
		"apigateway.Response": {},
		"apigateway.RestApi": { irrelevant: "apiKeySource endpointConfiguration" },
		"apigateway.Stage": {
			irrelevant: "deployment",
			notImitated: { "access log of the API": "accessLogSettings" },
		},
		"apigateway.UsagePlan": {},
		"apigateway.UsagePlanKey": { irrelevant: "keyType" },
	},
	start(context) {
		const { host, stageName, serve } = restApi(context);
		return {
			at: (asked) => (asked === host ? serve : undefined),
			front: { name: "stage", path: `/${stageName}`, serve },
		};
	},
};
