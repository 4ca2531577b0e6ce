/** The declared methods, and which of them a request is for. */
import type { apigateway } from "@pulumi/aws";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import type { Lambda } from "../lambda/lambda.ts";
import {
	type Integrate,
	lambdaIntegration,
	mockIntegration,
	permissionFor,
} from "./integration.ts";
import { type Validator, validatorOf } from "./requestValidation.ts";
import { bucketOf, type Clock, type TokenBucket } from "./tokenBucket.ts";

export interface Route {
	resource: { id: string; path: string };
	/** `ANY` for whatever has no method of its own. */
	httpMethod: string;
	apiKeyRequired: boolean;
	throttle: TokenBucket | undefined;
	validate: Validator;
	integrate: Integrate;
}

export interface Match {
	route: Route;
	pathParameters: Record<string, string> | null;
}

/** Finds the route of a request. */
export type Router = (method: string, path: string) => Match | undefined;

/** Paths with parameters come after those without, `{proxy+}` last, and `ANY` after the methods. */
export function routerOf(routes: Route[]): Router {
	const exact = new Map<string, Match>();
	const patterns: { route: Route; pattern: RegExp; names: string[] }[] = [];
	for (const route of routes) {
		const { path } = route.resource;
		const names = [...path.matchAll(/\{(\w+)\+?\}/g)].map(
			([, name]) => name as string,
		);
		if (names.length === 0)
			exact.set(`${route.httpMethod} ${path}`, { route, pathParameters: null });
		else patterns.push({ route, pattern: patternOf(path), names });
	}
	patterns.sort((a, b) => rank(a.route) - rank(b.route));
	return (method, given) => {
		// A slash at the end makes no difference.
		const path = given.length > 1 ? given.replace(/\/$/, "") : given;
		const found = exact.get(`${method} ${path}`) ?? exact.get(`ANY ${path}`);
		if (found) return found;
		for (const { route, pattern, names } of patterns) {
			if (![method, "ANY"].includes(route.httpMethod)) continue;
			const values = pattern.exec(path)?.slice(1);
			if (!values) continue;
			const pathParameters = Object.fromEntries(
				names.map((name, i) => [name, values[i] as string]),
			);
			return { route, pathParameters };
		}
		return undefined;
	};
}

const rank = ({ resource: { path }, httpMethod }: Route) =>
	(path.includes("+}") ? 1000 : 0) +
	path.split("{").length * 10 +
	Number(httpMethod === "ANY");

function patternOf(path: string): RegExp {
	const expression = path
		.replace(/[.*+?^$()|[\]\\]/g, "\\$&")
		.replace(/\{\w+\\\+\}/g, "(.+)")
		.replace(/\{\w+\}/g, "([^/]+)");
	return new RegExp(`^${expression}$`);
}

/**
 * The methods of a stage's API, ready to be served.
 * @throws UsageError for what API Gateway would refuse
 */
export function readRoutes(
	declarations: Declarations,
	api: StateOf<apigateway.RestApi>,
	{ stageName }: StateOf<apigateway.Stage>,
	functions: Pick<Lambda, "invoke">,
	now: Clock,
): Route[] {
	const resources = declarations.all<apigateway.Resource>(
		"aws:apigateway/resource:Resource",
	);
	const below = (id: string): string => {
		const resource = resources.find((candidate) => candidate.id === id);
		return resource ? `${below(resource.parentId)}/${resource.pathPart}` : "";
	};
	const integrations = declarations.all<apigateway.Integration>(
		"aws:apigateway/integration:Integration",
	);
	const responses = declarations.all<apigateway.IntegrationResponse>(
		"aws:apigateway/integrationResponse:IntegrationResponse",
	);
	const throttleOf = throttles(declarations, api.id, stageName, now);
	return declarations
		.all<apigateway.Method>("aws:apigateway/method:Method")
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
				resource: { id: resourceId, path },
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
		.all<apigateway.MethodSettings>(
			"aws:apigateway/methodSettings:MethodSettings",
		)
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
