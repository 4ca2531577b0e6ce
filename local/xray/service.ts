import { roleName } from "../core/caller.ts";
import type { AwsService } from "../core/service.ts";
import { startDaemon } from "./xray.ts";

export const xray: AwsService = {
	name: "xray",
	types: {
		"xray.SamplingRule": {
			// The rules are for every host, method and API; one or two requests of
			// a second make no difference.
			irrelevant:
				"host httpMethod reservoirSize resourceArn ruleName serviceType version",
		},
	},
	async start({ declarations, callers, log }) {
		const { role } = declarations.one("lambda.Function");
		const daemon = await startDaemon(callers.role(roleName(role)), (document) =>
			log("traces", document),
		);
		return {
			variables: { AWS_XRAY_DAEMON_ADDRESS: daemon.address },
			close: () => daemon.close(),
		};
	},
};
