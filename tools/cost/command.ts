/** The command line of the estimate: its arguments, and the text that it prints. */
import { parseArgs } from "node:util";
import { UsageError } from "../../local/core/usageError.ts";
import type { Declarations } from "../../local/evaluate/declarations.ts";
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

function options(args: string[]) {
	try {
		return parseArgs({
			args,
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

/**
 * Estimates the monthly cost of a stack.
 * @param read returns what the program declares for a stack
 * @throws UsageError for an argument that the command does not take
 */
export async function costReport(
	args: string[],
	read: (stack: string) => Promise<Declarations>,
): Promise<string> {
	const { stack, details: isDetailed, ...given } = options(args);
	const load = {
		questions: number("questions", given.questions, 1e9),
		hitRatio: number("hit-ratio", given["hit-ratio"], 1),
	};
	const lines = estimate(await read(stack), load);
	const head = ["service", "quantity", "USD", "in use"];
	const rows = assumptionRows().map(([value, means]) => [`${value} ${means}`]);
	return [
		`Stack ${stack} in USD a month: idle, and with ${load.questions.toLocaleString("en")} questions, ${Math.round(100 * load.hitRatio)} % answered from the table.
List prices of ${prices.read}, without free tiers; the architecture's own estimate is 25–55.`,
		textTable(["service", "idle", "in use"], byService(lines)),
		...(isDetailed ? [textTable(head, details(lines))] : []),
		textTable(["Assumed:"], rows),
	].join("\n\n");
}
