import type { AwsService } from "../core/service.ts";

/** Stands before a distribution or a stage, which ask it themselves. */
export const waf: AwsService = {
	name: "waf",
	types: {
		"wafv2.IpSet": { irrelevant: "ipAddressVersion scope" },
		"wafv2.WebAcl": {
			// What no rule blocks passes; metrics are not kept.
			irrelevant:
				"defaultAction.allow rules.name rules.statement.byteMatchStatement.textTransformations.priority rules.statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.textTransformations.priority rules.visibilityConfig scope visibilityConfig",
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
