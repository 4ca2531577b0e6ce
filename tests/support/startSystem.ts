import type { Running } from "../../local/cli/start.ts";
import { type LocalOptions, start } from "../../tools/local.ts";
import { FunctionsClock } from "./clock/functionsClock.ts";
import { startOptions } from "./startOptions.ts";

/**
 * Starts the whole system with a clock that moves only when a function pauses.
 * So a slow machine exceeds no time limit, neither the function's nor Lambda's.
 */
export async function startSystem(
	options: Partial<LocalOptions> = {},
): Promise<Running> {
	const clock = await FunctionsClock.start();
	const { variables } = clock;
	try {
		const system = await start({
			...startOptions,
			clock,
			variables,
			...options,
		});
		const { stop } = system;
		return Object.assign(system, {
			async stop() {
				await stop();
				clock.stop();
			},
		});
	} catch (error) {
		clock.stop();
		throw error;
	}
}
