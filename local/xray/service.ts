import { roleName } from "../core/caller.ts";
import type { AwsService } from "../core/service.ts";
import { startDaemon } from "./xray.ts";

export const xray: AwsService = {
	name: "xray",
	types: {
		"xray.SamplingRule": {
			irrelevant: {
				"the rule is for every request": "host httpMethod resourceArn urlPath",
				"a request or two of each second make no difference": "reservoirSize",
				"there is one rule": "priority",
				"AWS's own bookkeeping": "ruleName version",
			},
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
