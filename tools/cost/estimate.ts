/** Estimates a stack's monthly cost by service, from its declared resources. */
import type { Declarations } from "../../local/evaluate/declarations.ts";
import { free } from "./free.ts";
import { meters, type PriceId, type Quantity } from "./meters.ts";
import prices from "./prices.json" with { type: "json" };
import { type Load, usageOf } from "./usage.ts";

export interface Line {
	service: string;
	price: PriceId;
	/** Quantities in the price's unit. */
	idle: number;
	inUse: number;
	/** USD per month without visitors, and the USD that use adds. */
	idleUsd: number;
	inUseUsd: number;
}

const services: Record<string, string> = {
	"aws:apigateway": "API Gateway",
	"aws:backup": "AWS Backup",
	"aws:cloudfront": "CloudFront",
	"aws:cloudtrail": "CloudTrail",
	"aws:cloudwatch": "CloudWatch",
	"aws:dynamodb": "DynamoDB",
	"aws:lambda": "Lambda",
	"aws:s3": "S3",
	"aws:secretsmanager": "Secrets Manager",
	"aws:wafv2": "WAF",
	"aws:xray": "X-Ray",
};

/** Prices that are not billed by the resource's own service. */
const serviceOfPrice: Partial<Record<PriceId, string>> = {
	customMetric: "CloudWatch",
	kmsRequest: "KMS",
};

function serviceOf(type: string, price: PriceId): string {
	if (price.startsWith("gemini-")) return "Gemini";
	const own = services[type.split("/")[0] ?? ""];
	return serviceOfPrice[price] ?? own ?? type;
}

/**
 * Returns the lines of the bill.
 * @throws Error for a declared type that has neither a meter nor an entry in `free`
 */
export function estimate(declarations: Declarations, load: Load): Line[] {
	const usage = usageOf(load);
	const lines = new Map<string, Line>();
	for (const { type, state } of declarations.resources) {
		if (!type.startsWith("aws:") || type in free) continue;
		const meter = meters[type];
		if (!meter)
			throw new Error(
				`${type} has no price: add it to tools/cost/meters.ts, or with its reason to tools/cost/free.ts`,
			);
		for (const quantity of meter(state, usage, declarations))
			add(lines, serviceOf(type, quantity.price), quantity);
	}
	return [...lines.values()].sort((a, b) =>
		a.service.localeCompare(b.service, "en"),
	);
}

function add(
	lines: Map<string, Line>,
	service: string,
	{ price, idle = 0, inUse = 0 }: Quantity,
): void {
	const key = `${service} ${price}`;
	const line = lines.get(key) ?? {
		service,
		price,
		idle: 0,
		inUse: 0,
		idleUsd: 0,
		inUseUsd: 0,
	};
	const { usd, per } = prices.prices[price];
	line.idle += idle;
	line.inUse += inUse;
	line.idleUsd += (idle * usd) / per;
	line.inUseUsd += (inUse * usd) / per;
	lines.set(key, line);
}

export const total = (lines: Line[]) => ({
	idle: lines.reduce((sum, { idleUsd }) => sum + idleUsd, 0),
	inUse: lines.reduce((sum, line) => sum + line.idleUsd + line.inUseUsd, 0),
});
