/** The errors of cdk-nag's AwsSolutions pack for the declared types, and the reasons in docs/security.md for those that stay. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import {
	Declarations,
	kindOf,
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

/** Collects the findings: rule, resource and detail. */
class Book {
	readonly found: string[] = [];
	readonly #all: Declarations;

	constructor(all: Declarations) {
		this.#all = all;
	}

	all<Kind extends string>(kind: Kind): StateOf<Kind>[] {
		return this.#all.all(kind);
	}

	/** @param broken whether a resource breaks the rule, or the details that break it */
	each<Kind extends string>(
		rule: string,
		kind: Kind,
		broken: (state: StateOf<Kind>) => boolean | string[],
	): void {
		for (const { name, type, state } of this.#all.resources) {
			if (kindOf(type) !== kind) continue;
			const result = broken(state as StateOf<Kind>);
			const details = result === true ? [""] : result || [];
			for (const detail of details)
				this.found.push(`${rule} ${name} ${detail}`.trim());
		}
	}
}

function api(book: Book): void {
	const isPreflight = ({ httpMethod }: StateOf<"apigateway.Method">) =>
		httpMethod === "OPTIONS";
	book.each(
		"APIG1",
		"apigateway.Stage",
		({ accessLogSettings }) => !accessLogSettings?.destinationArn,
	);
	book.each(
		"APIG2",
		"apigateway.RestApi",
		() =>
			!book
				.all("apigateway.RequestValidator")
				.some(
					(one) => one.validateRequestBody && one.validateRequestParameters,
				),
	);
	book.each(
		"APIG4",
		"apigateway.Method",
		(one) => one.authorization === "NONE" && !isPreflight(one),
	);
	book.each(
		"APIG6",
		"apigateway.Stage",
		() =>
			!book
				.all("apigateway.MethodSettings")
				.some(
					({ methodPath, settings }) =>
						methodPath === "*/*" && settings.loggingLevel === "INFO",
				),
	);
	book.each(
		"COG4",
		"apigateway.Method",
		(one) => one.authorization !== "COGNITO_USER_POOLS" && !isPreflight(one),
	);
}

function site(book: Book): void {
	const type = "cloudfront.Distribution";
	book.each("CFR3", type, (one) => !one.loggingConfig);
	book.each(
		"CFR4",
		type,
		({ viewerCertificate }) =>
			!/^TLSv1\.[23]/.test(viewerCertificate.minimumProtocolVersion ?? ""),
	);
	book.each("CFR5", type, ({ origins }) =>
		origins.some(
			({ customOriginConfig: custom }) =>
				custom &&
				(custom.originProtocolPolicy !== "https-only" ||
					custom.originSslProtocols.some((one) => !/^TLSv1\.[23]/.test(one))),
		),
	);
	book.each("CFR7", type, ({ origins }) =>
		origins.some(
			(one) => !one.customOriginConfig && !one.originAccessControlId,
		),
	);
}

function buckets(book: Book): void {
	const type = "s3.Bucket";
	const logging = book.all("s3.BucketLogging");
	book.each("S1", type, ({ bucket }) =>
		logging.every(
			(one) => one.bucket !== bucket && one.targetBucket !== bucket,
		),
	);
	book.each("S2", type, ({ bucket }) => {
		const block = book
			.all("s3.BucketPublicAccessBlock")
			.find((one) => one.bucket === bucket);
		return !(
			block?.blockPublicAcls &&
			block.blockPublicPolicy &&
			block.ignorePublicAcls &&
			block.restrictPublicBuckets
		);
	});
	book.each("S10", type, ({ bucket }) => {
		const found = book
			.all("s3.BucketPolicy")
			.find((one) => one.bucket === bucket);
		return !found || !statementsOf(found.policy).some(refusesHttp);
	});
}

function others(book: Book): void {
	book.each("IAM4", "iam.RolePolicyAttachment", ({ policyArn }) =>
		policyArn.startsWith("arn:aws:iam::aws:"),
	);
	book.each("IAM5", "iam.RolePolicy", ({ policy }) =>
		statementsOf(policy)
			.flatMap(({ Action, Resource }) => [
				...listOf(Action),
				...listOf(Resource),
			])
			.filter((text) => text.includes("*"))
			// The end of the ARN tells the findings apart.
			.map((text) => text.replace(/^.*log-group:.*:\*$/, "log-group:*"))
			.map((text) => text.replace(/^arn:.*\//, "")),
	);
	book.each("L1", "lambda.Function", ({ runtime }) => runtime !== "nodejs24.x");
	book.each(
		"SMG4",
		"secretsmanager.Secret",
		() => book.all("secretsmanager.SecretRotation").length === 0,
	);
	book.each("SNS3", "sns.Topic", ({ arn }) => {
		const found = book.all("sns.TopicPolicy").find((one) => one.arn === arn);
		return !found || !statementsOf(found.policy).some(refusesHttp);
	});
}

/** The findings of a stack that docs/security.md explains. */
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
	for (const stack of ["dev", "prod"])
		it(`are followed in ${stack}, or docs/security.md says why not`, async () => {
			const { resources } = await program(stack);
			const book = new Book(new Declarations(resources));
			for (const check of [api, site, buckets, others]) check(book);
			expect(book.found.sort()).to.deep.equal(explained(stack).sort());
			expect(book.found.length).to.be.at.most(12);
		});

	it("find TLS 1.2 where CloudFront lets one choose the policy", async () => {
		const { resources } = await program("prod", {
			domainName: "map.example.com",
			hostedZoneId: "Z0123456789ABC",
		});
		const book = new Book(new Declarations(resources));
		site(book);
		expect(book.found).to.deep.equal([]);
	});
});
