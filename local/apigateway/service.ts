import type { AwsService } from "../core/service.ts";
import { RestApi } from "./restApi.ts";

const type = (name: string) =>
	`aws:apigateway/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

/** Joins resources that are served together here. */
const wiring = (paths: string) => ({ wiring: paths });

export const apigateway: AwsService = {
	name: "apigateway",
	types: {
		[type("Account")]: { irrelevant: { "AWS's own bookkeeping": "*" } },
		[type("ApiKey")]: {},
		[type("Deployment")]: {
			irrelevant: { "what is declared is what is served": "*" },
		},
		[type("Integration")]: {
			irrelevant: {
				...wiring("restApi"),
				"Lambda takes nothing but POST": "integrationHttpMethod",
			},
		},
		[type("IntegrationResponse")]: { irrelevant: wiring("restApi") },
		[type("Method")]: {
			notImitated: { "authorizers of methods": "authorization" },
		},
		[type("MethodResponse")]: {
			irrelevant: { "declares what the integration's response sets": "*" },
		},
		[type("MethodSettings")]: {
			notImitated: {
				"execution log of the API":
					"settings.dataTraceEnabled settings.loggingLevel settings.metricsEnabled",
			},
		},
		[type("Model")]: {
			irrelevant: {
				...wiring("restApi"),
				"the method names it by content type": "contentType",
			},
		},
		[type("RequestValidator")]: { irrelevant: wiring("restApi") },
		[type("Resource")]: { irrelevant: wiring("restApi") },
		[type("Response")]: {},
		[type("RestApi")]: {
			irrelevant: {
				"the header, which is all that is known": "apiKeySource",
				"there is one machine": "endpointConfiguration",
			},
		},
		[type("Stage")]: {},
		[type("UsagePlan")]: {},
		[type("UsagePlanKey")]: { irrelevant: { "there is one type": "keyType" } },
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
