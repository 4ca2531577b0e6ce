/** The declared methods, as routes. */
import type { Clock } from "../core/clock.ts";
import type { Invoke } from "../core/service.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { lambdaIntegration, mockIntegration } from "./integration.ts";
import { type Throttle, throttleOf } from "./limits.ts";
import { validatorOf } from "./validation.ts";

export type Route = ReturnType<typeof readRoutes>[number];

/** The route of a request and its path parameters. */
export function match(routes: Route[], method: string, path: string) {
	for (const route of routes) {
		// A slash at the end makes no difference.
		const found =
			route.httpMethod === method &&
			route.pattern.exec(path.replace(/(?<=.)\/$/, ""));
		if (found) return { route, pathParameters: { ...found.groups } };
	}
	return undefined;
}

/** @throws UsageError for a greedy parameter */
function patternOf(path: string): RegExp {
	if (path.includes("+}"))
		throw new UsageError(
			`the path ${path} has a greedy parameter; local/ knows parameters of one part, such as {name}`,
		);
	const expression = path
		.replace(/[.*+?^$()|[\]\\]/g, "\\$&")
		.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
	return new RegExp(`^${expression}$`);
}

/**
 * The routes of a stage. Paths with parameters come after the others.
 * @throws UsageError for what API Gateway would refuse
 */
export function readRoutes(
	declarations: Declarations,
	stageName: string,
	invoke: Invoke,
	clock: Clock,
) {
	const { executionArn } = declarations.one("apigateway.RestApi");
	const below = (id: string): string => {
		const resource = declarations.find("apigateway.Resource", { id });
		return resource ? `${below(resource.parentId)}/${resource.pathPart}` : "";
	};
	const routes = declarations.all("apigateway.Method").map((method) => {
		const { resourceId, httpMethod, apiKeyRequired = false } = method;
		const place = { resourceId, httpMethod };
		const declared = declarations.get("apigateway.Integration", place);
		const path = below(resourceId) || "/";
		const source = `${executionArn}/${stageName}/${httpMethod}${path}`;
		return {
			path,
			httpMethod,
			pattern: patternOf(path),
			apiKeyRequired,
			throttle: methodThrottle(
				declarations,
				stageName,
				`${path.slice(1)}/${httpMethod}`,
				clock,
			),
			validate: validatorOf(method, declarations),
			integrate:
				declared.type === "MOCK"
					? mockIntegration(declarations, declared)
					: lambdaIntegration(declarations, declared, source, invoke, clock),
		};
	});
	const parameters = (path: string) => path.split("{").length;
	return routes.sort((a, b) => parameters(a.path) - parameters(b.path));
}

/**
 * The throttle of a method, with its own settings or those of all methods. Each
 * method has a count of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
function methodThrottle(
	declarations: Declarations,
	stageName: string,
	own: string,
	{ now }: Clock,
): Throttle {
	const at = (methodPath: string) =>
		declarations.find("apigateway.MethodSettings", { stageName, methodPath })
			?.settings;
	const limits = { ...at("*/*"), ...at(own) };
	const { throttlingRateLimit, throttlingBurstLimit } = limits;
	return throttleOf(throttlingRateLimit, throttlingBurstLimit, now);
}
