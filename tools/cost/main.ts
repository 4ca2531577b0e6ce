/** `npm run cost`: estimates a stack's monthly cost from its declared resources. */
import { parseArgs } from "node:util";
import { UsageError } from "../../local/core/usageError.ts";
import { Evaluator } from "../../local/evaluate/declarations.ts";
import { stackConfig } from "../local.ts";
import { estimate } from "./estimate.ts";
import prices from "./prices.json" with { type: "json" };
import { assumptionRows, byService, details, textTable } from "./report.ts";

const usage =
	"npm run cost -- --stack prod --questions 100000 --hit-ratio 0.9 [--details]";

function number(name: string, text: string, max: number): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= 0 && value <= max))
		throw new UsageError(
			`--${name} is ${JSON.stringify(text)}, but must be a number from 0 to ${max}. Try: ${usage}`,
		);
	return value;
}

function options() {
	try {
		return parseArgs({
			options: {
				stack: { type: "string", default: "dev" },
				questions: { type: "string", default: "100000" },
				"hit-ratio": { type: "string", default: "0.9" },
				details: { type: "boolean", default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}. Try: ${usage}`);
	}
}

async function main(): Promise<void> {
	const { stack, details: isDetailed, ...given } = options();
	const load = {
		questions: number("questions", given.questions, 1e9),
		hitRatio: number("hit-ratio", given["hit-ratio"], 1),
	};
	// The value of the key does not change the estimate.
	const config = stackConfig(stack, { geminiKey: "any-key" });
	const lines = estimate(await new Evaluator().read(config), load);
	console.log(
		`Stack ${stack} in USD a month: idle, and with ${load.questions.toLocaleString("en")} questions, ${Math.round(100 * load.hitRatio)} % answered from the table.
List prices of ${prices.read}, without free tiers; the architecture's own estimate is 25–55.
`,
	);
	console.log(textTable(["service", "idle", "in use"], byService(lines)));
	if (isDetailed) {
		const head = ["service", "quantity", "USD", "in use"];
		console.log(`\n${textTable(head, details(lines))}`);
	}
	const rows = assumptionRows().map(([value, means]) => [`${value} ${means}`]);
	console.log(`\n${textTable(["Assumed:"], rows)}`);
}

try {
	await main();
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
