/** What a model call costs, roughly. */

/** List prices, USD for a million tokens: https://ai.google.dev/gemini-api/docs/pricing */
const prices: Record<string, { input: number; output: number }> = {
	"gemini-3.5-flash-lite": { input: 0.3, output: 2.5 },
	"gemini-3.5-flash": { input: 1.5, output: 9 },
};

/** Tokens of a question, with the prompt around it, and of an answer. */
const tokens = { input: 500, output: 400 };

/** USD of one call; undefined for a model whose price is not known here. */
export function costOfCall(model: string): number | undefined {
	const price = prices[model];
	return (
		price &&
		(tokens.input * price.input + tokens.output * price.output) / 1_000_000
	);
}

/** As "about 0.23 USD". */
export function costText(calls: Map<string, number>): string {
	let known = 0;
	const unknown: string[] = [];
	for (const [model, count] of calls) {
		const cost = costOfCall(model);
		if (cost === undefined) unknown.push(model);
		else known += count * cost;
	}
	const rest =
		unknown.length > 0
			? `, without ${unknown.join(", ")} of unknown price`
			: "";
	return `about ${known.toFixed(2)} USD at list prices${rest}`;
}
