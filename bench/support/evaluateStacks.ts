/** The program under mocks, for both stacks. */
import { evaluate } from "../../local/evaluate/program.ts";
import { readStackConfig } from "../../local/evaluate/stackConfig.ts";

for (const stack of ["dev", "prod"]) {
	const config = readStackConfig(stack, { geminiKey: "none" });
	const { resources } = await evaluate(config);
	console.log(resources.length);
}
process.exit();
