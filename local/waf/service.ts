import type { AwsService } from "../core/service.ts";

/** A distribution and a stage ask their firewall themselves. */
export const waf: AwsService = {
	name: "waf",
	types: {
		"wafv2.IpSet": { irrelevant: "ipAddressVersion scope" },
		"wafv2.WebAcl": {
			// Requests that no rule blocks are allowed, and metrics are not recorded.
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
