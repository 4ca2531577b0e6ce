import { expect } from "chai";
import { accessKeyOf, type Call } from "../core/caller.ts";
import { UsageError } from "../core/usageError.ts";
import {
	calls,
	declarationsWith,
	declared,
	isAllowed,
	role,
} from "../tests/policies.ts";
import { Policies } from "./iam.ts";

describe("A role", () => {
	const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

	it("is allowed the calls of its statement, and no others", () => {
		const caller = role({
			Effect: "Allow",
			Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
			Resource: "arn:table/cache",
		});
		expect(
			calls(
				caller,
				"dynamodb:GetItem arn:table/cache",
				"dynamodb:PutItem arn:table/cache",
				"DynamoDB:getitem arn:table/cache",
				"dynamodb:DeleteItem arn:table/cache",
				"dynamodb:GetItem arn:table/cache2",
				"dynamodb:GetItem arn:table/CACHE",
				"dynamodb:GetItems arn:table/cache",
			),
		).to.deep.equal([true, true, true, false, false, false, false]);
	});

	it("is allowed nothing without a statement", () => {
		expect(calls(role(), "s3:GetObject arn:x")).to.deep.equal([false]);
	});

	it("is denied a call by one statement, even if another allows it", () => {
		const deny = {
			Effect: "Deny",
			Action: "s3:*",
			Resource: "arn:aws:s3:::data/secret*",
		};
		for (const statements of [
			[allow, deny],
			[deny, allow],
		])
			expect(
				calls(
					role(...statements),
					"s3:GetObject arn:aws:s3:::data/open",
					"s3:GetObject arn:aws:s3:::data/secret/x",
				),
			).to.deep.equal([true, false]);
	});

	it("is allowed calls by the wildcards * and ?", () => {
		const caller = role({
			Effect: "Allow",
			Action: ["dynamodb:Get*", "ssm:*"],
			Resource: ["arn:table/dev-?", "arn:a.b/anomalies*.geojson", "arn:(+)[1]"],
		});
		expect(
			calls(
				caller,
				"dynamodb:GetItem arn:table/dev-1",
				"ssm:PutParameter arn:table/dev-1",
				"dynamodb:GetItem arn:table/dev-",
				"dynamodb:GetItem arn:table/dev-12",
				"dynamodb:BatchGetItem arn:table/dev-1",
				"ssm:X arn:a.b/anomalies2024/07.geojson",
				"ssm:X arn:acb/anomalies.geojson",
				"ssm:X arn:a.b/anomalies.geojson.gz",
				"ssm:X arn:(+)[1]",
			),
		).to.deep.equal([
			true,
			true,
			false,
			false,
			false,
			true,
			false,
			false,
			true,
		]);
	});

	it("is allowed the calls of all its policies", () => {
		const declarations = declarationsWith([allow]);
		declarations.resources.push(
			declared("aws:iam/rolePolicy:RolePolicy", "more", {
				role: "reader",
				policy: {
					Statement: { Effect: "Allow", Action: "ssm:*", Resource: "*" },
				},
			}),
		);
		const caller = new Policies(declarations).role("reader");
		expect(calls(caller, "s3:GetObject x", "ssm:X x")).to.deep.equal([
			true,
			true,
		]);
	});

	it("is allowed nothing after its last policy is removed", () => {
		const declarations = declarationsWith([]);
		declarations.resources.splice(1, 1);
		const caller = new Policies(declarations).signer(accessKeyOf("reader"));
		expect(calls(caller, "s3:GetObject x")).to.deep.equal([false]);
	});

	it("is allowed calls by conditions, which need their key in the call", () => {
		const context = {
			"aws:sourcearn": "arn:aws:x:1",
			"aws:sourceaccount": "1",
		};
		const holds = (Condition: object, given: Call["context"] = context) =>
			isAllowed(role({ ...allow, Condition }), {
				action: "s3:GetObject",
				resource: "x",
				...(given && { context: given }),
			});
		const key = "AWS:SourceArn";
		expect(holds({ StringEquals: { [key]: "arn:aws:x:1" } })).to.equal(true);
		expect(holds({ StringEquals: { [key]: "arn:aws:x:*" } })).to.equal(false);
		expect(holds({ StringEquals: { [key]: ["a", "arn:aws:x:1"] } })).to.equal(
			true,
		);
		expect(holds({ StringLike: { [key]: "arn:aws:x:*" } })).to.equal(true);
		expect(holds({ ArnLike: { [key]: "arn:aws:y:*" } })).to.equal(false);
		expect(holds({ StringEquals: { [key]: "arn:aws:x:1" } }, {})).to.equal(
			false,
		);
		expect(holds({ StringLike: { [key]: "*" } }, {})).to.equal(false);
		expect(holds({ Bool: { "aws:SecureTransport": true } })).to.equal(true);
		expect(holds({ Bool: { "aws:SecureTransport": "false" } })).to.equal(false);
		// A condition needs all its operators and keys.
		const account = (value: string) => ({
			ArnLike: { [key]: "arn:*" },
			StringEquals: { "aws:SourceAccount": value },
		});
		expect(holds(account("1"))).to.equal(true);
		expect(holds(account("2"))).to.equal(false);
	});

	it("is denied and allowed calls by a bucket's policy", () => {
		const bucket = [
			{
				Effect: "Deny",
				Principal: "*",
				Action: "s3:GetObject",
				Resource: "arn:aws:s3:::data/locked",
			},
			{
				Effect: "Allow",
				Principal: { AWS: "arn:aws:iam::123456789012:role/reader" },
				Action: "s3:PutObject",
				Resource: "arn:aws:s3:::data/*",
			},
			{
				Effect: "Allow",
				Principal: { AWS: "arn:aws:iam::123456789012:role/other" },
				Action: "s3:DeleteObject",
				Resource: "arn:aws:s3:::data/*",
			},
		];
		const policies = new Policies(declarationsWith([allow], bucket));
		expect(
			calls(
				policies.role("reader"),
				"s3:GetObject arn:aws:s3:::data/open",
				"s3:GetObject arn:aws:s3:::data/locked",
				"s3:PutObject arn:aws:s3:::data/x",
				"s3:DeleteObject arn:aws:s3:::data/x",
			),
		).to.deep.equal([true, false, true, false]);
	});
});

describe("A service of AWS", () => {
	it("is allowed the calls that a bucket's policy allows to it or to everyone", () => {
		const statement = (Effect: string, Principal: unknown, more: object) => ({
			Effect,
			Principal,
			Action: "s3:GetObject",
			Resource: "arn:aws:s3:::data/*",
			...more,
		});
		const cloudfront = { Service: "cloudfront.amazonaws.com" };
		const policies = new Policies(
			declarationsWith(
				[],
				[
					statement("Allow", cloudfront, {
						Condition: {
							StringEquals: { "AWS:SourceArn": "arn:distribution" },
						},
					}),
					statement("Deny", "*", {
						Condition: { Bool: { "aws:SecureTransport": "false" } },
					}),
				],
			),
		);
		const may = (service: string, context: Record<string, string>) =>
			isAllowed(policies.serviceAt("data", service), {
				action: "s3:GetObject",
				resource: "arn:aws:s3:::data/x",
				context,
			});
		const ours = { "aws:sourcearn": "arn:distribution" };
		expect(may("cloudfront.amazonaws.com", ours)).to.equal(true);
		expect(may("logging.amazonaws.com", ours)).to.equal(false);
		expect(
			may("cloudfront.amazonaws.com", { "aws:sourcearn": "arn:other" }),
		).to.equal(false);
		expect(
			may("cloudfront.amazonaws.com", {
				...ours,
				"aws:securetransport": "false",
			}),
		).to.equal(false);
	});
});

describe("A policy that local/ cannot evaluate", () => {
	const statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
	for (const [what, changed, message] of [
		[
			"an unknown condition",
			{ Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } },
			"reading has the condition IpAddress, which local/ does not evaluate; take one of StringEquals, StringLike, ArnEquals, ArnLike, Bool, or add it to local/iam/policy.ts",
		],
		[
			"an unknown condition key",
			{ Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } },
			"reading has the condition key aws:sourcevpc, which local/ does not evaluate; take one of aws:securetransport, aws:sourceaccount, aws:sourcearn, or add it to local/iam/policy.ts",
		],
		[
			"NotAction",
			{ NotAction: "s3:GetObject" },
			"reading has the element NotAction, which local/ does not evaluate; take one of Sid, Effect, Principal, Action, Resource, Condition, or add it to local/iam/policy.ts",
		],
	] as const)
		it(`is refused for ${what}`, () => {
			expect(() => role({ ...statement, ...changed })).to.throw(
				UsageError,
				message,
			);
		});
});
