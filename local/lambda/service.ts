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
			notImitated: { "provisioned concurrency": "*" },
		},
	},
	start: (context) => serveFunctions(context.declarations, context),
};
