import type { AwsService } from "../core/service.ts";
import { serveFunctions } from "./lambda.ts";

export const lambda: AwsService = {
	name: "lambda",
	types: {
		"lambda.Alias": {},
		"lambda.Function": {
			// There is one version, Node.js is that of this process, lines are not
			// formatted, and the stage decides about sampling.
			irrelevant: "architectures loggingConfig.logFormat publish tracingConfig",
		},
		"lambda.LayerVersion": {
			irrelevant:
				"compatibleArchitectures compatibleRuntimes layerName skipDestroy",
		},
		"lambda.Permission": {},
		"lambda.ProvisionedConcurrencyConfig": {
			// One environment shows whether the code loads; more would only take memory.
			irrelevant: "provisionedConcurrentExecutions",
		},
	},
	async start(context) {
		const functions = serveFunctions(context.declarations, context);
		try {
			await functions.provision();
		} catch (error) {
			await functions.close();
			throw error;
		}
		return functions;
	},
};
