/**
 * Child process: evaluates the program and sends what it declares to the
 * parent. Pulumi and the AWS package take 150 MB and a second; here they are
 * gone when the work is done.
 */
import { BrokenData } from "../../components/months.ts";
import { WrongSettings } from "../../components/settings.ts";
import type { DeclaredResource } from "./declarations.ts";
import { evaluate } from "./program.ts";
import type { StackConfig } from "./stackConfig.ts";

export type Report =
	| { resources: DeclaredResource[] }
	/** What the operator can mend. */
	| { problem: string };

async function report(config: StackConfig): Promise<Report> {
	try {
		const { resources } = await evaluate(config);
		return {
			resources: resources.map(({ urn, type, name, id, state }) => ({
				urn,
				type,
				name,
				id,
				state,
			})),
		};
	} catch (error) {
		if (error instanceof WrongSettings || error instanceof BrokenData)
			return { problem: error.message };
		throw error;
	}
}

process.once("message", async (config: StackConfig) => {
	process.send?.(await report(config), () => process.disconnect());
});
