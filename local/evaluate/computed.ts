/** The outputs that AWS computes for a new resource: invented here, and the same in each evaluation. */
import { createHash } from "node:crypto";
import { kindOf } from "./declarations.ts";

export const account = "123456789012";

type State = Record<string, unknown>;

interface Declared {
	type: string;
	/** Logical name. */
	name: string;
	inputs: State;
	region: string;
}

interface Made extends Declared {
	/** The declared name, or Pulumi's name made of the logical one. */
	physical: string;
	/** The ARN of a resource in the region. */
	arn(service: string, resource: string): string;
}

/** Hexadecimal digits of a text's hash. */
function digits(text: string, count: number): string {
	return createHash("sha256").update(text).digest("hex").slice(0, count);
}

function physical({ type, name, inputs }: Declared): string {
	const property = kindOf(type) === "s3.Bucket" ? "bucket" : "name";
	const declared = inputs[property];
	if (typeof declared === "string") return declared;
	const prefix = inputs[`${property}Prefix`];
	return `${prefix ?? `${name}-`}${digits(name, 7)}`;
}

/** The outputs of a resource whose id is its name. */
const named = (name: string, arn: string) => ({ name, id: name, arn });

/** The outputs of a resource whose id is its ARN. */
const known = (arn: string) => ({ id: arn, arn });

/** The computed outputs that another resource or local/ reads, by kind. */
const outputs: Record<string, (made: Made) => State> = {
	"secretsmanager.Secret": ({ physical, arn }) => ({
		...known(
			arn("secretsmanager", `secret:${physical}-${digits(physical, 6)}`),
		),
		name: physical,
	}),
	"ssm.Parameter": ({ physical, arn }) =>
		named(physical, arn("ssm", `parameter${physical}`)),
	"iam.Role": ({ physical }) =>
		named(physical, `arn:aws:iam::${account}:role/${physical}`),
	"dynamodb.Table": ({ physical, arn }) =>
		named(physical, arn("dynamodb", `table/${physical}`)),
	"s3.Bucket": ({ physical, region }) => ({
		bucket: physical,
		id: physical,
		arn: `arn:aws:s3:::${physical}`,
		bucketRegionalDomainName: `${physical}.s3.${region}.amazonaws.com`,
	}),
	"lambda.LayerVersion": ({ inputs, arn }) => {
		const layerArn = arn("lambda", `layer:${inputs.layerName}`);
		return { ...known(`${layerArn}:1`), layerArn, version: "1" };
	},
	"lambda.Function": ({ physical, arn }) => ({
		...named(physical, arn("lambda", `function:${physical}`)),
		version: "1",
	}),
	"lambda.Alias": ({ inputs: { functionName, name }, region, arn }) => {
		const own = arn("lambda", `function:${functionName}:${name}`);
		const path = `lambda:path/2015-03-31/functions/${own}/invocations`;
		const invokeArn = `arn:aws:apigateway:${region}:${path}`;
		return { ...known(own), invokeArn };
	},
	"cloudwatch.LogGroup": ({ physical, arn }) =>
		named(physical, arn("logs", `log-group:${physical}`)),
	"sns.Topic": ({ physical, arn }) => ({
		...known(arn("sns", physical)),
		name: physical,
		owner: account,
	}),
	"acm.Certificate": ({ name, inputs: { domainName }, arn }) => {
		const proof = {
			domainName,
			resourceRecordName: `_${digits(name, 32)}.${domainName}.`,
			resourceRecordType: "CNAME",
			resourceRecordValue: `_${digits(name, 32)}.acm-validations.aws.`,
		};
		const own = known(arn("acm", `certificate/${digits(name, 32)}`));
		return { ...own, domainValidationOptions: [proof] };
	},
	"route53.Record": ({ inputs }) => ({ fqdn: inputs.name }),
	"apigateway.RestApi": ({ name, physical, region, arn }) => {
		const id = digits(name, 10);
		return {
			id,
			name: physical,
			rootResourceId: digits(`${name} root`, 10),
			executionArn: arn("execute-api", id),
			arn: `arn:aws:apigateway:${region}::/restapis/${id}`,
		};
	},
	"apigateway.Stage": ({ inputs: { restApi, stageName }, region }) => ({
		id: `ags-${restApi}-${stageName}`,
		arn: `arn:aws:apigateway:${region}::/restapis/${restApi}/stages/${stageName}`,
		invokeUrl: `https://${restApi}.execute-api.${region}.amazonaws.com/${stageName}`,
	}),
	"apigateway.ApiKey": ({ name, physical }) => ({
		name: physical,
		value: digits(`${name} value`, 40),
	}),
	"cloudfront.Distribution": ({ name }) => {
		const id = `E${digits(name, 13).toUpperCase()}`;
		return {
			id,
			arn: `arn:aws:cloudfront::${account}:distribution/${id}`,
			domainName: `d${digits(name, 13)}.cloudfront.net`,
			hostedZoneId: "Z2FDTNDATAQYW2",
		};
	},
	"cloudfront.Function": ({ physical }) =>
		named(physical, `arn:aws:cloudfront::${account}:function/${physical}`),
};

/** The outputs of all other kinds: a name, and an ARN of the usual form. */
function plainOutputs({ type, physical, arn }: Made): State {
	const [service = "", name = ""] = kindOf(type).split(".");
	const own = arn(service, `${name.toLowerCase()}/${physical}`);
	return { name: physical, arn: own };
}

/** The state of a created resource: its id, its inputs and its computed outputs. */
export function stateOf(declared: Declared): State & { id: string } {
	const region = (declared.inputs.region as string) ?? declared.region;
	const made: Made = {
		...declared,
		region,
		physical: physical(declared),
		arn: (service, resource) =>
			`arn:aws:${service}:${region}:${account}:${resource}`,
	};
	const added = (outputs[kindOf(made.type)] ?? plainOutputs)(made);
	// An id of the name alone would be the same for two types.
	const id = `${made.type}::${made.name}`;
	return { id, region, ...added, ...made.inputs } as State & { id: string };
}
