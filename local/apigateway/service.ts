import type { AwsService } from "../core/service.ts";
import { RestApi } from "./restApi.ts";

export const apigateway: AwsService = {
	name: "apigateway",
	types: {
		"apigateway.Account": { irrelevant: "*" },
		"apigateway.ApiKey": {},
		// What is declared is what is served.
		"apigateway.Deployment": { irrelevant: "*" },
		// There is one API, and Lambda takes nothing but POST.
		"apigateway.Integration": { irrelevant: "integrationHttpMethod restApi" },
		"apigateway.IntegrationResponse": { irrelevant: "restApi" },
		"apigateway.Method": {
			notImitated: { "authorizers of methods": "authorization" },
		},
		// Declares what the integration's response sets.
		"apigateway.MethodResponse": { irrelevant: "*" },
		"apigateway.MethodSettings": {
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
		"apigateway.Stage": {},
		"apigateway.UsagePlan": {},
		"apigateway.UsagePlanKey": { irrelevant: "keyType" },
	},
	start({ declarations, invoke, log }) {
		const api = new RestApi(declarations, { invoke }, { log });
		const serve = api.serve.bind(api);
		return {
			at: (host) => (host === api.host ? serve : undefined),
			front: { name: "stage", path: `/${api.stageName}`, serve },
		};
	},
};
