/** Estimates the cost of model calls. */
import prices from "../cost/prices.json" with { type: "json" };
import { assumptions } from "../cost/usage.ts";

const known: Record<string, { usd: number; per: number } | undefined> =
	prices.prices;

/** USD per call; undefined for a model that is not in the price list. */
export function costOfCall(model: string): number | undefined {
	const input = known[`${model} input`];
	const output = known[`${model} output`];
	if (!input || !output) return undefined;
	const { inputTokens, outputTokens } = assumptions;
	return (
		(inputTokens.value * input.usd) / input.per +
		(outputTokens.value * output.usd) / output.per
	);
}

/** Such as "about 0.23 USD". */
export function costText(calls: Map<string, number>): string {
	let sum = 0;
	const unknown: string[] = [];
	for (const [model, count] of calls) {
		const cost = costOfCall(model);
		if (cost === undefined) unknown.push(model);
		else sum += count * cost;
	}
	const rest =
		unknown.length > 0
			? `, without ${unknown.join(", ")} of unknown price`
			: "";
	return `about ${sum.toFixed(2)} USD at list prices${rest}`;
}
