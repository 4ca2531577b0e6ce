import type { AwsService } from "../core/service.ts";
import { RestApi } from "./restApi.ts";

/** Joins resources that are served together here. */
const wiring = (paths: string) => ({ wiring: paths });

export const apigateway: AwsService = {
	name: "apigateway",
	types: {
		"apigateway.Account": { irrelevant: { "AWS's own bookkeeping": "*" } },
		"apigateway.ApiKey": {},
		"apigateway.Deployment": {
			irrelevant: { "what is declared is what is served": "*" },
		},
		"apigateway.Integration": {
			irrelevant: {
				...wiring("restApi"),
				"Lambda takes nothing but POST": "integrationHttpMethod",
			},
		},
		"apigateway.IntegrationResponse": { irrelevant: wiring("restApi") },
		"apigateway.Method": {
			notImitated: { "authorizers of methods": "authorization" },
		},
		"apigateway.MethodResponse": {
			irrelevant: { "declares what the integration's response sets": "*" },
		},
		"apigateway.MethodSettings": {
			notImitated: {
				"execution log of the API":
					"settings.dataTraceEnabled settings.loggingLevel settings.metricsEnabled",
			},
		},
		"apigateway.Model": {
			irrelevant: {
				...wiring("restApi"),
				"the method names it by content type": "contentType",
			},
		},
		"apigateway.RequestValidator": { irrelevant: wiring("restApi") },
		"apigateway.Resource": { irrelevant: wiring("restApi") },
		"apigateway.Response": {},
		"apigateway.RestApi": {
			irrelevant: {
				"the header, which is all that is known": "apiKeySource",
				"there is one machine": "endpointConfiguration",
			},
		},
		"apigateway.Stage": {},
		"apigateway.UsagePlan": {},
		"apigateway.UsagePlanKey": {
			irrelevant: { "there is one type": "keyType" },
		},
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
