/** `npm run cost`: estimates a stack's monthly cost from its declared resources. */
import { UsageError } from "../../local/core/usageError.ts";
import { Evaluator } from "../../local/evaluate/declarations.ts";
import { stackConfig } from "../local.ts";
import { costReport } from "./command.ts";

try {
	const text = await costReport(process.argv.slice(2), (stack) =>
		// The value of the key does not change the estimate.
		new Evaluator().read(stackConfig(stack, { geminiKey: "any-key" })),
	);
	console.log(text);
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
