import { expect } from "chai";
import {
	expectBlockedLogged,
	expectInputs,
	output,
} from "../support/expectations.ts";
import { type Program, program } from "../support/program.ts";

const group = (name: string, priority: number, ...counted: string[]) => ({
	name,
	priority,
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
});

const rateLimit = (
	name: string,
	limit: number,
	priority: number,
	scope: object = { scopeDownStatement: undefined },
) => ({
	name,
	priority,
	action: {
		block: {
			customResponse: {
				responseCode: 429,
				customResponseBodyKey: "too-many-requests",
				responseHeaders: [{ name: "Retry-After", value: "300" }],
			},
		},
	},
	statement: {
		rateBasedStatement: {
			limit,
			evaluationWindowSec: 300,
			aggregateKeyType: "IP",
			...scope,
		},
	},
});

const rateLimits = (all: number, questions: number, priority: number) => [
	rateLimit("rate-limit", all, priority),
	rateLimit("reasoning-rate-limit", questions, priority + 1, {
		scopeDownStatement: {
			byteMatchStatement: {
				searchString: "/api/reasoning",
				positionalConstraint: "EXACTLY",
				fieldToMatch: { uriPath: {} },
				textTransformations: [{ priority: 0, type: "NONE" }],
			},
		},
	}),
];

describe("Frontend's firewall", () => {
	const bodies = (declared: Program) =>
		Object.fromEntries(
			(
				declared.inputs("frontend-firewall").customResponseBodies as {
					key: string;
					contentType: string;
					content: string;
				}[]
			).map(({ key, contentType, content }) => [
				key,
				{ contentType, ...JSON.parse(content) },
			]),
		);

	it("limits the rate of an address, then applies AWS's rule groups", async () => {
		const prod = await program("prod");
		expectInputs(prod, "frontend-firewall", {
			scope: "CLOUDFRONT",
			region: "us-east-1",
			defaultAction: { allow: {} },
			rules: [
				...rateLimits(2000, 300, 0),
				group("AWSManagedRulesAmazonIpReputationList", 2),
				group("AWSManagedRulesCommonRuleSet", 3, "SizeRestrictions_BODY"),
				group("AWSManagedRulesKnownBadInputsRuleSet", 4),
				group("AWSManagedRulesSQLiRuleSet", 5),
			],
		});
		expect(prod.inputs("frontend-distribution").webAclId).to.equal(
			output(prod, "frontend-firewall", "arn"),
		);
	});

	it("answers blocked requests with the contract's JSON", async () => {
		const answers = bodies(await program("prod"));
		const contentType = "APPLICATION_JSON";
		const request_id = "see the header x-amz-cf-id";
		expect(answers).to.have.all.keys("too-many-requests", "blocked");
		expect(answers["too-many-requests"]).to.include({
			contentType,
			error: "too_many_requests",
			request_id,
		});
		expect(answers.blocked).to.include({
			contentType,
			error: "forbidden",
			request_id,
		});
	});

	it("blocks the configured IPv4 and IPv6 addresses first", async () => {
		const prod = await program("prod", {
			blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
			ipRateLimit: "500",
			ipReasoningRateLimit: "50",
		});
		const blocked = (version: string, priority: number) => ({
			name: `blocked-${version}`,
			priority,
			action: {
				block: {
					customResponse: {
						responseCode: 403,
						customResponseBodyKey: "blocked",
					},
				},
			},
			statement: {
				ipSetReferenceStatement: {
					arn: output(prod, `frontend-firewall-blocked-${version}`, "arn"),
				},
			},
		});
		const first = [
			blocked("ipv4", 0),
			blocked("ipv6", 1),
			...rateLimits(500, 50, 2),
		];
		const later = [{}, {}, {}, {}];
		expectInputs(prod, "frontend-firewall", { rules: [...first, ...later] });
		for (const [version, address] of [
			["ipv4", "203.0.113.0/24"],
			["ipv6", "2001:db8::/32"],
		])
			expectInputs(prod, `frontend-firewall-blocked-${version}`, {
				scope: "CLOUDFRONT",
				region: "us-east-1",
				ipAddressVersion: version?.toUpperCase(),
				addresses: [address],
			});
	});

	it("logs only blocked requests", async () => {
		const prod = await program("prod");
		expectBlockedLogged(prod, "frontend-firewall", {
			name: "aws-waf-logs-prod-edge",
			region: "us-east-1",
		});
		expectInputs(prod, "frontend-firewall-log", { region: "us-east-1" });
	});
});
