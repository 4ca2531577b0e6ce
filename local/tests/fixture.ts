/** The declarations of a small program: a table, a bucket, a secret, a function, an API, and a distribution before them. */
import { Declarations } from "../evaluate/declarations.ts";
import { declare, type State } from "./declare.ts";
import { declareApi } from "./fixtureApi.ts";
import { declareDistribution } from "./fixtureEdge.ts";
import { declareFirewalls } from "./fixtureFirewalls.ts";

/** Code that answers with the event as JSON. */
export const echo =
	"exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });";

export interface FixtureOptions {
	/** With firewalls before the distribution and the stage. */
	hasFirewalls?: boolean;
}

/** Each call returns new declarations, which a test may change. */
export function fixture({
	hasFirewalls = false,
}: FixtureOptions = {}): Declarations {
	const declarations = new Declarations([]);
	declareData(declarations);
	declareFunction(declarations);
	declareApi(declarations);
	declareDistribution(declarations);
	if (hasFirewalls) declareFirewalls(declarations);
	return declarations;
}

function declareData(declarations: Declarations): void {
	const secret = declare(declarations, "secretsmanager.Secret", "secret", {
		name: "dev/key",
	});
	declare(declarations, "secretsmanager.SecretVersion", "secret-version", {
		secretId: secret.id,
		secretString: '{"KEY":"test-key"}',
	});
	for (const [name, insecureValue] of [
		["days", "90"],
		["environment", "dev"],
	])
		declare(declarations, "ssm.Parameter", `${name}`, {
			name: `/app/${name}`,
			type: "String",
			insecureValue,
		});
	declare(declarations, "dynamodb.Table", "table", {
		name: "dev-table",
		hashKey: "id",
		attributes: [{ name: "id", type: "S" }],
	});
	const { bucket } = declare(declarations, "s3.Bucket", "bucket", {});
	for (const key of ["index.html", "data/list.json"])
		declare(declarations, "s3.BucketObjectv2", key, {
			bucket,
			key,
			content: "{}",
			contentType: "application/json",
		});
}

function declareFunction(declarations: Declarations): void {
	const arnOf = (name: string) =>
		declarations.resources.find((one) => one.name === name)?.state.arn;
	const role = declare(declarations, "iam.Role", "role", {});
	const allow = (Action: string[], Resource: unknown) => ({
		Effect: "Allow",
		Action,
		Resource,
	});
	declare(declarations, "iam.RolePolicy", "policy", {
		role: role.name,
		policy: {
			Version: "2012-10-17",
			Statement: [
				allow(["dynamodb:GetItem", "dynamodb:PutItem"], arnOf("table")),
				allow(["secretsmanager:GetSecretValue"], arnOf("secret")),
				allow(["ssm:GetParameters"], arnOf("days")),
				allow(["s3:GetObject"], `${arnOf("bucket")}/data/*.json`),
				allow(["s3:ListBucket"], arnOf("bucket")),
				allow(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
			],
		},
	});
	const declared: State = {
		code: { assets: { "index.js": { text: echo } } },
		handler: "index.handler",
		runtime: "nodejs24.x",
		role: role.arn,
		timeout: 30,
		memorySize: 512,
		loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/dev" },
	};
	const { name } = declare(
		declarations,
		"lambda.Function",
		"function",
		declared,
	);
	declare(declarations, "lambda.Alias", "live", {
		functionName: name,
		functionVersion: "1",
		name: "live",
	});
}
