/** What AWS adds to a resource when it is made: made up here, and the same each time. */
import { createHash } from "node:crypto";

export const account = "123456789012";

type State = Record<string, unknown>;

/** A resource on its way into the cloud. */
interface Made {
	type: string;
	/** Logical name. */
	name: string;
	inputs: State;
	region: string;
}

/** Hexadecimal digits that belong to a text. */
function digits(text: string, count: number): string {
	return createHash("sha256").update(text).digest("hex").slice(0, count);
}

/** The physical name: the declared one, or the one that Pulumi makes of the logical one. */
function physical({ name, inputs }: Made, property = "name"): string {
	const declared = inputs[property];
	if (typeof declared === "string") return declared;
	const prefix = inputs[`${property}Prefix`];
	return `${prefix ?? `${name}-`}${digits(name, 7)}`;
}

function arn(made: Made, service: string, resource: string): string {
	return `arn:aws:${service}:${made.region}:${account}:${resource}`;
}

/** ARNs without region or account. */
const globalArn = (service: string, resource: string) =>
	`arn:aws:${service}::${resource}`;

const invokeArn = (made: Made, functionArn: string) =>
	`arn:aws:apigateway:${made.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;

/** By type: the outputs that another resource or `local/` reads. */
const outputs: Record<string, (made: Made) => State> = {
	"aws:secretsmanager/secret:Secret": (made) => {
		const name = physical(made);
		const id = arn(made, "secretsmanager", `secret:${name}-${digits(name, 6)}`);
		return { name, id, arn: id };
	},
	"aws:ssm/parameter:Parameter": (made) => {
		const name = physical(made);
		return { name, id: name, arn: arn(made, "ssm", `parameter${name}`) };
	},
	"aws:iam/role:Role": (made) => {
		const name = physical(made);
		return { name, id: name, arn: globalArn("iam", `${account}:role/${name}`) };
	},
	"aws:dynamodb/table:Table": (made) => {
		const name = physical(made);
		return { name, id: name, arn: arn(made, "dynamodb", `table/${name}`) };
	},
	"aws:s3/bucket:Bucket": (made) => {
		const bucket = physical(made, "bucket");
		return {
			bucket,
			id: bucket,
			arn: globalArn("s3", `:${bucket}`),
			bucketRegionalDomainName: `${bucket}.s3.${made.region}.amazonaws.com`,
		};
	},
	"aws:lambda/layerVersion:LayerVersion": (made) => {
		const layerArn = arn(made, "lambda", `layer:${made.inputs.layerName}`);
		return {
			layerArn,
			version: "1",
			id: `${layerArn}:1`,
			arn: `${layerArn}:1`,
		};
	},
	"aws:lambda/function:Function": (made) => {
		const name = physical(made);
		const functionArn = arn(made, "lambda", `function:${name}`);
		return { name, id: name, arn: functionArn, version: "1" };
	},
	"aws:lambda/alias:Alias": (made) => {
		const { functionName, name } = made.inputs;
		const aliasArn = arn(made, "lambda", `function:${functionName}:${name}`);
		return {
			id: aliasArn,
			arn: aliasArn,
			invokeArn: invokeArn(made, aliasArn),
		};
	},
	"aws:cloudwatch/logGroup:LogGroup": (made) => {
		const name = physical(made);
		return { name, id: name, arn: arn(made, "logs", `log-group:${name}`) };
	},
	"aws:sns/topic:Topic": (made) => {
		const name = physical(made);
		const topicArn = arn(made, "sns", name);
		return { name, id: topicArn, arn: topicArn, owner: account };
	},
	"aws:acm/certificate:Certificate": (made) => {
		const { domainName } = made.inputs;
		const id = arn(made, "acm", `certificate/${digits(made.name, 32)}`);
		const proof = {
			domainName,
			resourceRecordName: `_${digits(made.name, 32)}.${domainName}.`,
			resourceRecordType: "CNAME",
			resourceRecordValue: `_${digits(made.name, 32)}.acm-validations.aws.`,
		};
		return { id, arn: id, domainValidationOptions: [proof] };
	},
	"aws:route53/record:Record": (made) => ({ fqdn: made.inputs.name }),
	"aws:apigateway/restApi:RestApi": (made) => {
		const id = digits(made.name, 10);
		return {
			id,
			name: physical(made),
			rootResourceId: digits(`${made.name} root`, 10),
			executionArn: arn(made, "execute-api", id),
			arn: `arn:aws:apigateway:${made.region}::/restapis/${id}`,
		};
	},
	"aws:apigateway/stage:Stage": (made) => {
		const { restApi, stageName } = made.inputs;
		return {
			id: `ags-${restApi}-${stageName}`,
			arn: `arn:aws:apigateway:${made.region}::/restapis/${restApi}/stages/${stageName}`,
			invokeUrl: `https://${restApi}.execute-api.${made.region}.amazonaws.com/${stageName}`,
		};
	},
	"aws:apigateway/apiKey:ApiKey": (made) => ({
		name: physical(made),
		value: digits(`${made.name} value`, 40),
	}),
	"aws:cloudfront/distribution:Distribution": (made) => {
		const id = `E${digits(made.name, 13).toUpperCase()}`;
		return {
			id,
			arn: globalArn("cloudfront", `${account}:distribution/${id}`),
			domainName: `d${digits(made.name, 13)}.cloudfront.net`,
			hostedZoneId: "Z2FDTNDATAQYW2",
		};
	},
	"aws:cloudfront/function:Function": (made) => {
		const name = physical(made);
		return {
			name,
			id: name,
			arn: globalArn("cloudfront", `${account}:function/${name}`),
		};
	},
};

/** Of a type that nothing here depends on: a name, and an ARN of the usual form. */
function plainOutputs(made: Made): State {
	const [, service = "", kind = ""] =
		/^aws:(\w+)\/\w+:(\w+)$/.exec(made.type) ?? [];
	const name = physical(made);
	return { name, arn: arn(made, service, `${kind.toLowerCase()}/${name}`) };
}

/** A resource's state once it is made: its inputs and what AWS adds; `id` included. */
export function stateOf(declared: Made): State & { id: string } {
	const region = (declared.inputs.region as string) ?? declared.region;
	const made = { ...declared, region };
	const added = outputs[made.type]?.(made) ?? plainOutputs(made);
	// An id of the type and the name: `name-id` would be the same for two types.
	const id = `${made.type}::${made.name}`;
	return { id, region, ...added, ...made.inputs } as State & { id: string };
}
