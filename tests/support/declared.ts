/** Declarations that a test can change. */
import { Declarations } from "../../local/evaluate/declarations.ts";
import { program } from "./program.ts";

export type State = Record<string, unknown>;

/** A copy of a stack's declarations. */
export async function declared(
	config: Record<string, string> = {},
	stack = "dev",
): Promise<Declarations> {
	const { resources } = await program(stack, config);
	return new Declarations(structuredClone(resources));
}

/** The state of the resource with this logical name. */
export function stateOf({ resources }: Declarations, name: string): State {
	const found = resources.find((resource) => resource.name === name);
	if (!found) throw new Error(`nothing is declared as ${name}`);
	return found.state;
}
