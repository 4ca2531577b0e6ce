import type { AwsService } from "../core/service.ts";

const metrics = "metrics of the firewall are not kept";

/** Stands before a distribution or a stage, which ask it themselves. */
export const waf: AwsService = {
	name: "waf",
	types: {
		"aws:wafv2/ipSet:IpSet": {
			irrelevant: { wiring: "ipAddressVersion scope" },
		},
		"aws:wafv2/webAcl:WebAcl": {
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
		"aws:wafv2/webAclAssociation:WebAclAssociation": {},
		"aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
			notImitated: { "log of the firewall": "*" },
		},
	},
};
