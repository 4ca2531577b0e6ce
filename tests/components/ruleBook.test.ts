/** The rules of cdk-nag's AwsSolutions pack for the declared types, and docs/security.md, which says why some are not followed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as aws from "@pulumi/aws";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import {
	Declarations,
	type StateOf,
} from "../../local/evaluate/declarations.ts";
import { program } from "../support/program.ts";

interface Statement {
	Effect: string;
	Action: string | string[];
	Resource: string | string[];
	Condition?: { Bool?: Record<string, string> };
}

const listOf = <T>(value: T | T[]): T[] =>
	Array.isArray(value) ? value : [value];

function statementsOf(policy: unknown): Statement[] {
	const document = typeof policy === "string" ? JSON.parse(policy) : policy;
	return (document as { Statement: Statement[] }).Statement;
}

const refusesHttp = ({ Effect, Condition }: Statement) =>
	Effect === "Deny" && Condition?.Bool?.["aws:SecureTransport"] === "false";

/** Looks at every resource of a type: `[rule, resource]` for each that breaks it. */
class Book {
	readonly found: string[] = [];
	readonly #all: Declarations;

	constructor(all: Declarations) {
		this.#all = all;
	}

	all<R>(type: string): StateOf<R>[] {
		return this.#all.all<R>(type);
	}

	/** @param broken whether it is, or in what */
	each<R>(
		rule: string,
		type: string,
		broken: (state: StateOf<R>) => boolean | string[],
	): void {
		for (const { name, state, ...one } of this.#all.resources) {
			if (one.type !== type) continue;
			const result = broken(state as StateOf<R>);
			const details = result === true ? [""] : result || [];
			for (const detail of details)
				this.found.push(`${rule} ${name} ${detail}`.trim());
		}
	}
}

function api(book: Book): void {
	const type = (name: string) =>
		`aws:apigateway/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
	const isPreflight = ({ httpMethod }: StateOf<aws.apigateway.Method>) =>
		httpMethod === "OPTIONS";
	book.each<aws.apigateway.Stage>(
		"APIG1",
		type("Stage"),
		({ accessLogSettings }) => !accessLogSettings?.destinationArn,
	);
	book.each<aws.apigateway.RestApi>(
		"APIG2",
		type("RestApi"),
		() =>
			!book
				.all<aws.apigateway.RequestValidator>(type("RequestValidator"))
				.some(
					(one) => one.validateRequestBody && one.validateRequestParameters,
				),
	);
	book.each<aws.apigateway.Stage>(
		"APIG3",
		type("Stage"),
		({ arn }) =>
			!book
				.all<aws.wafv2.WebAclAssociation>(
					"aws:wafv2/webAclAssociation:WebAclAssociation",
				)
				.some(({ resourceArn }) => resourceArn === arn),
	);
	book.each<aws.apigateway.Method>(
		"APIG4",
		type("Method"),
		(one) => one.authorization === "NONE" && !isPreflight(one),
	);
	book.each<aws.apigateway.Stage>(
		"APIG6",
		type("Stage"),
		() =>
			!book
				.all<aws.apigateway.MethodSettings>(type("MethodSettings"))
				.some(
					({ methodPath, settings }) =>
						methodPath === "*/*" && settings.loggingLevel === "INFO",
				),
	);
	book.each<aws.apigateway.Method>(
		"COG4",
		type("Method"),
		(one) => one.authorization !== "COGNITO_USER_POOLS" && !isPreflight(one),
	);
}

function site(book: Book): void {
	const type = "aws:cloudfront/distribution:Distribution";
	type Distribution = aws.cloudfront.Distribution;
	book.each<Distribution>("CFR3", type, (one) => !one.loggingConfig);
	book.each<Distribution>(
		"CFR4",
		type,
		({ viewerCertificate }) =>
			!/^TLSv1\.[23]/.test(viewerCertificate.minimumProtocolVersion ?? ""),
	);
	book.each<Distribution>("CFR5", type, ({ origins }) =>
		origins.some(
			({ customOriginConfig: custom }) =>
				custom &&
				(custom.originProtocolPolicy !== "https-only" ||
					custom.originSslProtocols.some((one) => !/^TLSv1\.[23]/.test(one))),
		),
	);
	book.each<Distribution>("CFR7", type, ({ origins }) =>
		origins.some(
			(one) => !one.customOriginConfig && !one.originAccessControlId,
		),
	);
}

function buckets(book: Book): void {
	const type = "aws:s3/bucket:Bucket";
	const of = <R extends { bucket: unknown }>(name: string) =>
		book.all<R>(`aws:s3/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`);
	const logging = of<aws.s3.BucketLogging>("BucketLogging");
	book.each<aws.s3.Bucket>("S1", type, ({ bucket }) =>
		logging.every(
			(one) => one.bucket !== bucket && one.targetBucket !== bucket,
		),
	);
	book.each<aws.s3.Bucket>("S2", type, ({ bucket }) => {
		const block = of<aws.s3.BucketPublicAccessBlock>(
			"BucketPublicAccessBlock",
		).find((one) => one.bucket === bucket);
		return !(
			block?.blockPublicAcls &&
			block.blockPublicPolicy &&
			block.ignorePublicAcls &&
			block.restrictPublicBuckets
		);
	});
	book.each<aws.s3.Bucket>("S10", type, ({ bucket }) => {
		const found = of<aws.s3.BucketPolicy>("BucketPolicy").find(
			(one) => one.bucket === bucket,
		);
		return !found || !statementsOf(found.policy).some(refusesHttp);
	});
}

function others(book: Book): void {
	book.each<aws.dynamodb.Table>(
		"DDB3",
		"aws:dynamodb/table:Table",
		({ pointInTimeRecovery }) => !pointInTimeRecovery?.enabled,
	);
	book.each<aws.iam.RolePolicyAttachment>(
		"IAM4",
		"aws:iam/rolePolicyAttachment:RolePolicyAttachment",
		({ policyArn }) => policyArn.startsWith("arn:aws:iam::aws:"),
	);
	book.each<aws.iam.RolePolicy>(
		"IAM5",
		"aws:iam/rolePolicy:RolePolicy",
		({ policy }) =>
			statementsOf(policy)
				.flatMap(({ Action, Resource }) => [
					...listOf(Action),
					...listOf(Resource),
				])
				.filter((text) => text.includes("*"))
				// The end tells them apart, and has no name of this machine.
				.map((text) => text.replace(/^.*log-group:.*:\*$/, "log-group:*"))
				.map((text) => text.replace(/^arn:.*\//, "")),
	);
	book.each<aws.lambda.Function>(
		"L1",
		"aws:lambda/function:Function",
		({ runtime }) => runtime !== "nodejs24.x",
	);
	book.each<aws.secretsmanager.Secret>(
		"SMG4",
		"aws:secretsmanager/secret:Secret",
		() =>
			book.all("aws:secretsmanager/secretRotation:SecretRotation").length === 0,
	);
	book.each<aws.sns.Topic>("SNS3", "aws:sns/topic:Topic", ({ arn }) => {
		const found = book
			.all<aws.sns.TopicPolicy>("aws:sns/topicPolicy:TopicPolicy")
			.find((one) => one.arn === arn);
		return !found || !statementsOf(found.policy).some(refusesHttp);
	});
}

/** Of the table in docs/security.md: what is found in a stack, and why it stays. */
function explained(stack: string): string[] {
	const text = readFileSync(join(root, "docs/security.md"), "utf8");
	const [, section = ""] = text.split("## cdk-nag");
	return [
		...section.matchAll(/^\| ([A-Z]+\d+) \| (.+?) \| (.+?) \| .{20,} \|$/gm),
	]
		.filter(([, , , stacks = ""]) => stacks.split(", ").includes(stack))
		.map(([, rule, resource]) => `${rule} ${resource}`);
}

describe("The rules of AwsSolutions", () => {
	for (const [stack, most] of [
		["dev", 14],
		["prod", 13],
	] as const)
		it(`are followed in ${stack}, or docs/security.md says why not`, async () => {
			const { resources } = await program(stack);
			const book = new Book(new Declarations(resources));
			for (const check of [api, site, buckets, others]) check(book);
			expect(book.found.sort()).to.deep.equal(explained(stack).sort());
			expect(book.found.length).to.be.at.most(most);
		});

	it("want a certificate's TLS policy where CloudFront lets one choose it", async () => {
		const { resources } = await program("prod", {
			domainName: "map.example.com",
			hostedZoneId: "Z0123456789ABC",
		});
		const book = new Book(new Declarations(resources));
		site(book);
		expect(book.found).to.deep.equal(["CFR3 frontend-distribution"]);
	});
});
