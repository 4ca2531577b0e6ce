/** The fixture's firewalls: before the distribution, and before the stage. */
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, stateOf } from "./declare.ts";

const byPath = (searchString: string) => ({
	byteMatchStatement: {
		searchString,
		positionalConstraint: "EXACTLY",
		fieldToMatch: { uriPath: {} },
		textTransformations: [{ priority: 0, type: "NONE" }],
	},
});

const tooMany = {
	block: {
		customResponse: {
			responseCode: 429,
			customResponseBodyKey: "too-many",
			responseHeaders: [{ name: "Retry-After", value: "300" }],
		},
	},
};

const blocked = {
	block: {
		customResponse: { responseCode: 403, customResponseBodyKey: "blocked" },
	},
};

export function declareFirewalls(declarations: Declarations): void {
	const set = (name: string, addresses: string[]) => ({
		ipSetReferenceStatement: {
			arn: declare(declarations, "wafv2.IpSet", name, { addresses }).arn,
		},
	});
	const body = (key: string, error: string) => ({
		key,
		contentType: "APPLICATION_JSON",
		content: JSON.stringify({ error }),
	});
	const firewall = declare(declarations, "wafv2.WebAcl", "firewall", {
		defaultAction: { allow: {} },
		customResponseBodies: [
			body("too-many", "too_many_requests"),
			body("blocked", "forbidden"),
		],
		rules: [
			{
				name: "blocked-ipv4",
				action: blocked,
				statement: set("blocked-ipv4", ["192.0.2.0/28", "198.51.100.7/32"]),
			},
			{
				name: "blocked-ipv6",
				action: blocked,
				statement: set("blocked-ipv6", ["2001:db8:1::/48"]),
			},
			{
				name: "rate-limit",
				action: tooMany,
				statement: {
					rateBasedStatement: { limit: 10, aggregateKeyType: "IP" },
				},
			},
			{
				name: "items-rate-limit",
				action: tooMany,
				statement: {
					rateBasedStatement: {
						limit: 300,
						aggregateKeyType: "IP",
						scopeDownStatement: byPath("/api/items"),
					},
				},
			},
			{
				name: "managed",
				overrideAction: { none: {} },
				statement: {
					managedRuleGroupStatement: {
						name: "AWSManagedRulesCommonRuleSet",
						vendorName: "AWS",
					},
				},
			},
		].map((rule, priority) => ({ ...rule, priority })),
	});
	stateOf(declarations, "distribution").webAclId = firewall.arn;
	const lock = declare(declarations, "wafv2.WebAcl", "origin-lock", {
		defaultAction: { block: {} },
		rules: [
			{
				name: "through-distribution",
				priority: 0,
				action: { allow: {} },
				statement: {
					byteMatchStatement: {
						...byPath(String(stateOf(declarations, "api-key").value))
							.byteMatchStatement,
						fieldToMatch: { singleHeader: { name: "x-api-key" } },
					},
				},
			},
		],
	});
	declare(declarations, "wafv2.WebAclAssociation", "origin-lock-association", {
		resourceArn: stateOf(declarations, "stage").arn,
		webAclArn: lock.arn,
	});
}
