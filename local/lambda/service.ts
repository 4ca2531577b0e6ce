import type { AwsService } from "../core/service.ts";
import { Lambda } from "./lambda.ts";

const oneRuntime = "Node.js is the one that runs this";

export const lambda: AwsService = {
	name: "lambda",
	types: {
		"lambda.Alias": {},
		"lambda.Function": {
			irrelevant: {
				"one version is what is declared": "publish",
				[oneRuntime]: "architectures",
				"lines are written as they come": "loggingConfig.logFormat",
				"the stage decides what is sampled": "tracingConfig",
			},
		},
		"lambda.LayerVersion": {
			irrelevant: {
				[oneRuntime]: "compatibleArchitectures compatibleRuntimes",
				"AWS's own bookkeeping": "layerName skipDestroy",
			},
		},
		"lambda.Permission": {},
		"lambda.ProvisionedConcurrencyConfig": {},
	},
	async start({ declarations, callers, variables, clock, log }) {
		const functions = new Lambda(declarations, {
			endpoints: variables,
			policies: callers,
			clock,
			log,
		});
		await functions.start();
		return {
			invoke: functions.invoke.bind(functions),
			close: () => functions.close(),
		};
	},
};
