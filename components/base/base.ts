import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";

export interface BaseArgs {
	/** The stack's name: in the secret's name, and the environment in the answer of `/health`. */
	stack: string;
	/** The Gemini key, a secret that only the function reads. */
	geminiKey: pulumi.Input<string>;
	/** Id of the model. */
	geminiModel: string;
	/** Days for which an answer is cached. */
	cacheTtlDays: number;
	/** Prefix of the parameters' names. */
	parameterPrefix: string;
	/** Whether the secret is protected from deletion, and can be restored for 30 days after one. */
	protectData: boolean;
	tags: Tags;
}

/** The function's secret, parameters and execution role. */
export class Base extends pulumi.ComponentResource {
	readonly secret: aws.secretsmanager.Secret;
	readonly parameters: Record<
		"geminiModel" | "cacheTtlDays" | "environment",
		aws.ssm.Parameter
	>;
	readonly executionRole: aws.iam.Role;

	constructor(
		name: string,
		args: BaseArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Base", name, {}, opts);
		const child = { parent: this };
		this.secret = createSecret(name, args, child);
		this.parameters = createParameters(name, args, child);
		this.executionRole = createExecutionRole(name, args, child);
		this.registerOutputs();
	}
}

function createSecret(
	name: string,
	{ stack, geminiKey, protectData, tags }: BaseArgs,
	opts: pulumi.CustomResourceOptions,
): aws.secretsmanager.Secret {
	const secret = new aws.secretsmanager.Secret(
		`${name}-gemini-key`,
		{
			name: `${stack}/gemini-api-key`,
			description: "Gemini API key of the reasoning function",
			// The name is taken until the window ends. With 0, a destroyed stack can be created again at once.
			recoveryWindowInDays: protectData ? 30 : 0,
			tags,
		},
		{ ...opts, protect: protectData },
	);
	new aws.secretsmanager.SecretVersion(
		`${name}-gemini-key-version`,
		{
			secretId: secret.id,
			secretString: pulumi.jsonStringify({ GEMINI_API_KEY: geminiKey }),
		},
		opts,
	);
	return secret;
}

/** `insecureValue`, because Pulumi treats `value`, and all values derived from it, as secrets. */
function createParameters(
	name: string,
	{ parameterPrefix, tags, ...values }: BaseArgs,
	opts: pulumi.CustomResourceOptions,
): Base["parameters"] {
	const parameter = (key: string, insecureValue: string) =>
		new aws.ssm.Parameter(
			`${name}-${key}`,
			{
				name: `${parameterPrefix}/${key}`,
				type: "String",
				insecureValue,
				tags,
			},
			opts,
		);
	return {
		geminiModel: parameter("gemini-model", values.geminiModel),
		cacheTtlDays: parameter("cache-ttl-days", String(values.cacheTtlDays)),
		environment: parameter("environment", values.stack),
	};
}

/** Without permissions: the Lambda component grants each one beside the variable that needs it. */
function createExecutionRole(
	name: string,
	{ tags }: BaseArgs,
	opts: pulumi.CustomResourceOptions,
): aws.iam.Role {
	return new aws.iam.Role(
		`${name}-execution-role`,
		{
			description: "Execution role of the reasoning function",
			assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({
				Service: "lambda.amazonaws.com",
			}),
			tags,
		},
		opts,
	);
}
