/** The declared methods, and which of them a request is for. */
import type { Invoke } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import {
	type Integrate,
	lambdaIntegration,
	mockIntegration,
	permissionFor,
} from "./integration.ts";
import { type Validator, validatorOf } from "./requestValidation.ts";
import { bucketOf, type Clock, type TokenBucket } from "./tokenBucket.ts";

export interface Route {
	resource: { path: string };
	httpMethod: string;
	apiKeyRequired: boolean;
	throttle: TokenBucket | undefined;
	validate: Validator;
	integrate: Integrate;
}

export interface Match {
	route: Route;
	pathParameters: Record<string, string>;
}

/** Finds the route of a request. */
export type Router = (method: string, path: string) => Match | undefined;

/** Paths with parameters come after those without. */
export function routerOf(routes: Route[]): Router {
	const patterns = routes
		.map((route) => ({ route, pattern: patternOf(route.resource.path) }))
		.sort((a, b) => parameters(a.route) - parameters(b.route));
	return (method, given) => {
		// A slash at the end makes no difference.
		const path = given.length > 1 ? given.replace(/\/$/, "") : given;
		for (const { route, pattern } of patterns) {
			const found = route.httpMethod === method && pattern.exec(path);
			if (found) return { route, pathParameters: { ...found.groups } };
		}
		return undefined;
	};
}

const parameters = ({ resource }: Route) => resource.path.split("{").length;

/** @throws UsageError for a parameter that stands for several parts of a path */
function patternOf(path: string): RegExp {
	if (path.includes("+}"))
		throw new UsageError(
			`the path ${path} takes all that is below it; local/ knows parameters of one part, as {name}`,
		);
	const expression = path
		.replace(/[.*+?^$()|[\]\\]/g, "\\$&")
		.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
	return new RegExp(`^${expression}$`);
}

/**
 * The methods of a stage's API, ready to be served.
 * @throws UsageError for what API Gateway would refuse
 */
export function readRoutes(
	declarations: Declarations,
	api: StateOf<"apigateway.RestApi">,
	{ stageName }: StateOf<"apigateway.Stage">,
	functions: { invoke: Invoke },
	now: Clock,
): Route[] {
	const resources = declarations.all("apigateway.Resource");
	const below = (id: string): string => {
		const resource = resources.find((candidate) => candidate.id === id);
		return resource ? `${below(resource.parentId)}/${resource.pathPart}` : "";
	};
	const integrations = declarations.all("apigateway.Integration");
	const responses = declarations.all("apigateway.IntegrationResponse");
	const throttleOf = throttles(declarations, api.id, stageName, now);
	return declarations
		.all("apigateway.Method")
		.filter(({ restApi }) => restApi === api.id)
		.flatMap((method) => {
			const { resourceId, httpMethod } = method;
			const isSame = (other: { resourceId: string; httpMethod: string }) =>
				other.resourceId === resourceId && other.httpMethod === httpMethod;
			const declared = integrations.find(isSame);
			if (!declared) return [];
			const path = below(resourceId) || "/";
			const source = `${api.executionArn}/${stageName}/${httpMethod}${path}`;
			const route: Route = {
				resource: { path },
				httpMethod,
				apiKeyRequired: method.apiKeyRequired ?? false,
				throttle: throttleOf(path, httpMethod),
				validate: validatorOf(method, declarations),
				integrate:
					declared.type === "MOCK"
						? mockIntegration(declared, responses.filter(isSame))
						: lambdaIntegration(
								declared,
								functions,
								permissionFor(declarations, source),
								now,
							),
			};
			return route;
		});
}

/**
 * The limit of a method: its own, or the one of all methods, which each has for itself.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
function throttles(
	declarations: Declarations,
	restApi: string,
	stageName: string,
	now: Clock,
) {
	const declared = declarations
		.all("apigateway.MethodSettings")
		.filter((one) => one.restApi === restApi && one.stageName === stageName);
	return (path: string, httpMethod: string) => {
		const own = `${path.slice(1)}/${httpMethod}`;
		const at = (methodPath: string) =>
			declared.find((one) => one.methodPath === methodPath)?.settings;
		const limits = { ...at("*/*"), ...at(own) };
		const { throttlingRateLimit, throttlingBurstLimit } = limits;
		return bucketOf(throttlingRateLimit, throttlingBurstLimit, now);
	};
}
