import type { AwsService } from "../core/service.ts";

const metrics = "metrics of the firewall are not kept";

/** Stands before a distribution or a stage, which ask it themselves. */
export const waf: AwsService = {
	name: "waf",
	types: {
		"wafv2.IpSet": {
			irrelevant: { wiring: "ipAddressVersion scope" },
		},
		"wafv2.WebAcl": {
			irrelevant: {
				[metrics]: "rules.visibilityConfig visibilityConfig",
				"errors name it": "rules.name",
				"what no rule blocks passes": "defaultAction.allow",
				wiring: "scope",
			},
			notImitated: {
				"managed rule groups of the firewall":
					"rules.overrideAction rules.statement.managedRuleGroupStatement",
			},
		},
		"wafv2.WebAclAssociation": {},
		"wafv2.WebAclLoggingConfiguration": {
			notImitated: { "log of the firewall": "*" },
		},
	},
};
