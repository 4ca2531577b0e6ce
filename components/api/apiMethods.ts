/** The methods of the API: the content of a deployment's snapshot. */
import { posix } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { questionModel } from "../../contract/request.ts";
import type { Lambda } from "../lambda/lambda.ts";
import { gatewayResponses } from "./gatewayResponses.ts";

interface Route {
	/** Part of the names of its resources. */
	name: string;
	/** Path below the stage. The path without its last part must be an earlier route. */
	path: string;
	method: "GET" | "POST";
	/** Whether it requires the key that the distribution adds. */
	apiKeyRequired: boolean;
	/** Whether API Gateway validates its body against the model. */
	takesQuestion?: boolean;
}

/** Every route of the function's handler. */
const routes: Route[] = [
	{ name: "health", path: "health", method: "GET", apiKeyRequired: false },
	{
		name: "reasoning",
		path: "reasoning",
		method: "POST",
		apiKeyRequired: true,
		takesQuestion: true,
	},
];

/** Their paths on the site, as regular expressions. */
export const apiPaths = routes.map(({ path }) => `/api/${path}`);

export const stageName = "prod";

/** API Gateway's default limit in milliseconds. The function answers earlier. */
const integrationTimeout = 29_000;

export interface MethodsArgs {
	restApi: aws.apigateway.RestApi;
	lambda: Pick<Lambda, "alias">;
	/** The only origin that a browser may call from. */
	allowedOrigin: pulumi.Input<string>;
}

/** Creates every model, method and response of the API. */
export function createMethods(
	name: string,
	args: MethodsArgs,
	opts: pulumi.CustomResourceOptions,
): Parts {
	const parts = new Parts(opts);
	const restApi = args.restApi.id;
	const model = parts.make(aws.apigateway.Model, `${name}-question`, {
		restApi,
		// Pulumi's automatic name has a hyphen, which API Gateway refuses.
		name: "Question",
		contentType: "application/json",
		schema: JSON.stringify(questionModel()),
	});
	const validator = parts.make(
		aws.apigateway.RequestValidator,
		`${name}-validator`,
		// No method has parameters today. Those of a later method are validated too.
		{ restApi, validateRequestBody: true, validateRequestParameters: true },
	);
	const resources: Record<string, aws.apigateway.Resource> = {};
	for (const route of routes) {
		const { dir, base } = posix.parse(route.path);
		const parentId = resources[dir]?.id ?? args.restApi.rootResourceId;
		const resource = parts.make(
			aws.apigateway.Resource,
			`${name}-${route.name}`,
			{ restApi, parentId, pathPart: base },
		);
		resources[route.path] = resource;
		const context: RouteContext = {
			name: `${name}-${route.name}`,
			route,
			parts,
			place: { restApi, resourceId: resource.id },
		};
		createMethod(context, args, model, validator);
		permitInvoke(context, args, opts);
		createPreflight(context, args);
	}
	createResponses(name, args, parts);
	return parts;
}

/** Creates resources and records their inputs, so that a deployment depends on all of them. */
class Parts {
	readonly resources: pulumi.Resource[] = [];
	readonly inputs: unknown[] = [];
	readonly #opts: pulumi.CustomResourceOptions;

	constructor(opts: pulumi.CustomResourceOptions) {
		this.#opts = opts;
	}

	make<Args, R extends pulumi.Resource>(
		type: new (name: string, args: Args, opts: object) => R,
		name: string,
		args: Args,
		dependsOn: pulumi.Resource[] = [],
	): R {
		const resource = new type(name, args, { ...this.#opts, dependsOn });
		this.resources.push(resource);
		this.inputs.push({ name, args });
		return resource;
	}
}

/** The API resource of a route. */
interface RouteContext {
	name: string;
	route: Route;
	place: { restApi: pulumi.Input<string>; resourceId: pulumi.Input<string> };
	parts: Parts;
}

function createMethod(
	{ name, route, place, parts }: RouteContext,
	{ lambda }: MethodsArgs,
	model: aws.apigateway.Model,
	validator: aws.apigateway.RequestValidator,
): void {
	const method = parts.make(aws.apigateway.Method, `${name}-method`, {
		...place,
		httpMethod: route.method,
		authorization: "NONE",
		apiKeyRequired: route.apiKeyRequired,
		...(route.takesQuestion && {
			requestModels: { "application/json": model.name },
			requestValidatorId: validator.id,
		}),
	});
	parts.make(aws.apigateway.Integration, `${name}-integration`, {
		...place,
		httpMethod: method.httpMethod,
		type: "AWS_PROXY",
		integrationHttpMethod: "POST",
		uri: lambda.alias.invokeArn,
		timeoutMilliseconds: integrationTimeout,
	});
}

/** The qualifier is required: without it, API Gateway may call `$LATEST`, but not the alias. */
function permitInvoke(
	{ name, route }: RouteContext,
	{ lambda, restApi }: MethodsArgs,
	opts: pulumi.CustomResourceOptions,
): void {
	new aws.lambda.Permission(
		`${name}-permission`,
		{
			action: "lambda:InvokeFunction",
			function: lambda.alias.functionName,
			qualifier: lambda.alias.name,
			principal: "apigateway.amazonaws.com",
			sourceArn: pulumi.interpolate`${restApi.executionArn}/${stageName}/${route.method}/${route.path}`,
		},
		opts,
	);
}

/** The answer to a CORS preflight request. */
function createPreflight(
	{ name, route, place, parts }: RouteContext,
	{ allowedOrigin }: MethodsArgs,
): void {
	const headers = {
		"Access-Control-Allow-Origin": pulumi.interpolate`'${allowedOrigin}'`,
		"Access-Control-Allow-Methods": `'${route.method}'`,
		"Access-Control-Allow-Headers": "'Content-Type'",
		"Access-Control-Max-Age": "'86400'",
		Vary: "'Origin'",
	};
	const prefixed = <T>(value: (header: keyof typeof headers) => T) =>
		Object.fromEntries(
			Object.keys(headers).map((header) => [
				`method.response.header.${header}`,
				value(header as keyof typeof headers),
			]),
		);
	const method = parts.make(aws.apigateway.Method, `${name}-preflight`, {
		...place,
		httpMethod: "OPTIONS",
		authorization: "NONE",
	});
	const preflight = { ...place, httpMethod: method.httpMethod };
	const integration = parts.make(
		aws.apigateway.Integration,
		`${name}-preflight-integration`,
		{
			...preflight,
			type: "MOCK",
			requestTemplates: { "application/json": '{"statusCode":204}' },
		},
	);
	const response = parts.make(
		aws.apigateway.MethodResponse,
		`${name}-preflight-response`,
		{
			...preflight,
			statusCode: "204",
			responseParameters: prefixed(() => true),
		},
		[integration],
	);
	parts.make(
		aws.apigateway.IntegrationResponse,
		`${name}-preflight-integration-response`,
		{
			...preflight,
			statusCode: response.statusCode,
			responseParameters: prefixed((header) => headers[header]),
		},
	);
}

function createResponses(
	name: string,
	{ restApi, allowedOrigin }: MethodsArgs,
	parts: Parts,
): void {
	for (const { responseType, statusCode, body, headers } of gatewayResponses) {
		const responseParameters: Record<string, pulumi.Input<string>> = {
			"gatewayresponse.header.Access-Control-Allow-Origin": pulumi.interpolate`'${allowedOrigin}'`,
			"gatewayresponse.header.Vary": "'Origin'",
			"gatewayresponse.header.Cache-Control": "'no-store'",
		};
		for (const [header, value] of Object.entries(headers))
			responseParameters[`gatewayresponse.header.${header}`] = `'${value}'`;
		const type = responseType.toLowerCase().replaceAll("_", "-");
		parts.make(aws.apigateway.Response, `${name}-response-${type}`, {
			restApiId: restApi.id,
			responseType,
			...(statusCode && { statusCode }),
			responseTemplates: { "application/json": body },
			responseParameters,
		});
	}
}
