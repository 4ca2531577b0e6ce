import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ErrorBody } from "../../contract/errors.ts";
import { edgeRegion } from "../edgeRegion.ts";
import { logBlocked, visibilityOf } from "../firewall.ts";
import type { Tags } from "../tags.ts";

type Rule = aws.types.input.wafv2.WebAclRule;

export interface EdgeFirewallArgs {
	/** The stack's name: in the log group's name. */
	stack: string;
	/** Requests of one address in five minutes: all requests, and questions. */
	ipRateLimit: number;
	ipReasoningRateLimit: number;
	/** CIDR blocks whose requests are blocked. */
	blockedAddresses: string[];
	logRetentionDays: number;
	tags: Tags;
}

/** The firewall at the edge, the only place that sees the viewer's address. */
export function createEdgeFirewall(
	name: string,
	args: EdgeFirewallArgs,
	opts: pulumi.CustomResourceOptions,
): aws.wafv2.WebAcl {
	const acl = new aws.wafv2.WebAcl(
		name,
		{
			scope: "CLOUDFRONT",
			region: edgeRegion,
			description: "Rate limits, blocked addresses and AWS managed rules",
			defaultAction: { allow: {} },
			customResponseBodies: responseBodies,
			rules: [
				...blockAddresses(name, args, opts),
				limitRate("rate-limit", args.ipRateLimit),
				limitRate(
					"reasoning-rate-limit",
					args.ipReasoningRateLimit,
					reasoningPath,
				),
				...managedRules(),
			].map((rule, priority) => ({ ...rule, priority })),
			visibilityConfig: visibilityOf("edge"),
			tags: args.tags,
		},
		opts,
	);
	logBlocked(
		`${name}-log`,
		{ ...args, acl, firewall: "edge", region: edgeRegion },
		opts,
	);
	return acl;
}

type RuleWithoutPriority = Omit<Rule, "priority">;

/** A body of the firewall cannot contain a request id, but CloudFront sends one in a header. */
const body = (error: ErrorBody["error"], message: string) =>
	JSON.stringify({
		error,
		message,
		request_id: "see the header x-amz-cf-id",
	} satisfies ErrorBody);

const responseBodies = [
	{
		key: "too-many-requests",
		contentType: "APPLICATION_JSON",
		content: body(
			"too_many_requests",
			"Too many requests from your address; ask again in five minutes.",
		),
	},
	{
		key: "blocked",
		contentType: "APPLICATION_JSON",
		content: body("forbidden", "The firewall refused the request."),
	},
];

/** One IP set for each IP version in use. */
function blockAddresses(
	name: string,
	{ blockedAddresses, tags }: EdgeFirewallArgs,
	opts: pulumi.CustomResourceOptions,
): RuleWithoutPriority[] {
	const isV6 = (address: string) => address.includes(":");
	return ["IPV4", "IPV6"].flatMap((ipAddressVersion) => {
		const addresses = blockedAddresses.filter(
			(address) => isV6(address) === (ipAddressVersion === "IPV6"),
		);
		if (addresses.length === 0) return [];
		const version = ipAddressVersion.toLowerCase();
		const set = new aws.wafv2.IpSet(
			`${name}-blocked-${version}`,
			{
				scope: "CLOUDFRONT",
				region: edgeRegion,
				ipAddressVersion,
				addresses,
				tags,
			},
			opts,
		);
		return [
			{
				name: `blocked-${version}`,
				action: {
					block: {
						customResponse: {
							responseCode: 403,
							customResponseBodyKey: "blocked",
						},
					},
				},
				statement: { ipSetReferenceStatement: { arn: set.arn } },
				visibilityConfig: visibilityOf(`blocked-${version}`),
			},
		];
	});
}

const fiveMinutes = 300;

/** The viewer's path. The firewall runs before the edge function, which admits only this form of the path. */
const reasoningPath = {
	byteMatchStatement: {
		searchString: "/api/reasoning",
		positionalConstraint: "EXACTLY",
		fieldToMatch: { uriPath: {} },
		textTransformations: [{ priority: 0, type: "NONE" }],
	},
};

/** @param scopeDownStatement the requests to count; all when undefined */
function limitRate(
	name: string,
	limit: number,
	scopeDownStatement?: typeof reasoningPath,
): RuleWithoutPriority {
	return {
		name,
		action: {
			block: {
				customResponse: {
					responseCode: 429,
					customResponseBodyKey: "too-many-requests",
					responseHeaders: [
						{ name: "Retry-After", value: String(fiveMinutes) },
					],
				},
			},
		},
		statement: {
			rateBasedStatement: {
				limit,
				evaluationWindowSec: fiveMinutes,
				aggregateKeyType: "IP",
				...(scopeDownStatement && { scopeDownStatement }),
			},
		},
		visibilityConfig: visibilityOf(name),
	};
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
function managedRules(): RuleWithoutPriority[] {
	const groups = [
		// Cheapest first: a request blocked by its address needs no other rule.
		{ name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
		// The handler refuses a long body, with a reason.
		{
			name: "AWSManagedRulesCommonRuleSet",
			counted: ["SizeRestrictions_BODY"],
		},
		{ name: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
		{ name: "AWSManagedRulesSQLiRuleSet", counted: [] },
	];
	return groups.map(({ name, counted }) => ({
		name,
		overrideAction: { none: {} },
		statement: {
			managedRuleGroupStatement: {
				vendorName: "AWS",
				name,
				ruleActionOverrides: counted.map((rule) => ({
					name: rule,
					actionToUse: { count: {} },
				})),
			},
		},
		visibilityConfig: visibilityOf(name),
	}));
}
