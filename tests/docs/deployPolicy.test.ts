import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { program } from "../support/program.ts";

interface Statement {
	Sid: string;
	Action: string | string[];
	Resource?: string | string[];
	Condition?: Record<string, Record<string, string[]>>;
}

const statementsOf = (file: string): Statement[] =>
	JSON.parse(readFileSync(join(root, "docs/iam", file), "utf8")).Statement;

const listOf = (value: string | string[] = []) =>
	Array.isArray(value) ? value : [value];

/** Returns true when an IAM pattern matches the text. */
const admits = (pattern: string, text: string) =>
	new RegExp(
		`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`,
	).test(text);

const everything = {
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
	slack: '{"teamId":"T012AB","channelId":"C012AB"}',
};

describe("The policy of the deployment role", () => {
	const policy = statementsOf("deploy.json");
	const sid = (name: string) =>
		policy.find(({ Sid }) => Sid === name) as Statement;

	it("names every service that has a declared resource", async () => {
		const { resources } = await program("prod", everything);
		const services = new Set(
			resources
				.map(({ type }) => /^aws:(\w+)\//.exec(type)?.[1])
				.filter((service) => service !== undefined),
		);
		const allowed = new Set(
			policy.flatMap(({ Action }) =>
				listOf(Action).map((action) => action.split(":")[0]),
			),
		);
		expect([...services].filter((service) => !allowed.has(service))).to.eql([]);
	});

	it("names exactly the declared roles, with their policies and services", async () => {
		const { resources } = await program("prod", everything);
		const of = (type: string) =>
			resources.filter((one) => one.type === `aws:iam/${type}`);
		const named = (statement: Statement, text: string) =>
			listOf(statement.Resource).some((pattern) =>
				admits(pattern.replace("ACCOUNT", "123456789012"), text),
			);
		for (const { state } of of("role:Role"))
			expect(
				named(sid("Roles"), String(state.arn)),
				String(state.arn),
			).to.equal(true);
		const attached = of("rolePolicyAttachment:RolePolicyAttachment");
		const { Condition } = sid("ManagedPoliciesOfThoseRoles");
		expect(Condition?.ArnEquals?.["iam:PolicyARN"]).to.have.members(
			attached.map(({ inputs }) => inputs.policyArn),
		);
	});

	it("allows access by name to the project's buckets, function, table and secret", async () => {
		const { resources } = await program("prod");
		const patterns = policy
			.flatMap(({ Resource }) => listOf(Resource))
			.filter((pattern) => pattern !== "*" && !pattern.includes("STATE-BUCKET"))
			.map((pattern) =>
				pattern
					.replace("ACCOUNT", "123456789012")
					.replace("REGION", "us-east-1"),
			);
		const types = [
			"aws:s3/bucket:Bucket",
			"aws:lambda/function:Function",
			"aws:lambda/layerVersion:LayerVersion",
			"aws:dynamodb/table:Table",
			"aws:secretsmanager/secret:Secret",
			"aws:ssm/parameter:Parameter",
			"aws:sns/topic:Topic",
			"aws:cloudwatch/logGroup:LogGroup",
		];
		const arns = resources
			.filter(({ type }) => types.includes(type))
			.map(({ state }) => String(state.arn));
		expect(arns.length).to.be.above(15);
		for (const arn of arns)
			expect(
				patterns.some((pattern) => admits(pattern, arn)),
				arn,
			).to.equal(true);
	});

	it("can be assumed by the deployment environments, but not by pull requests", () => {
		const [trust] = statementsOf("trust.json");
		const { StringEquals = {} } = trust?.Condition ?? {};
		expect(
			StringEquals["token.actions.githubusercontent.com:sub"],
		).to.deep.equal(
			["dev", "prod"].map(
				(name) => `repo:OWNER/REPOSITORY:environment:${name}`,
			),
		);
	});
});
