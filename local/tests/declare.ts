/** Declares resources by hand. */
import { stateOf as made } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";

export type State = Record<string, unknown>;

/** The state of the resource with this logical name. */
export function stateOf({ resources }: Declarations, name: string): State {
	const found = resources.find((resource) => resource.name === name);
	if (!found) throw new Error(`nothing is declared as ${name}`);
	return found.state;
}

/**
 * Declares one more resource.
 * @param kind as `s3.Bucket`
 * @returns its state
 */
export function declare(
	{ resources }: Declarations,
	kind: string,
	name: string,
	inputs: State,
): State & { id: string } {
	const [service = "", className = ""] = kind.split(".");
	const file = `${className[0]?.toLowerCase()}${className.slice(1)}`;
	const type = `aws:${service}/${file}:${className}`;
	// A test may change its copy.
	const own = structuredClone(inputs);
	const state = made({ type, name, inputs: own, region: "us-east-1" });
	const { id } = state;
	resources.push({ urn: name, type, name, id, state });
	return state;
}

/** Declares code in place of the function's own; it is `index.js`. */
export function declareCode(declarations: Declarations, text: string): void {
	stateOf(declarations, "function").code = {
		assets: { "index.js": { text } },
	};
}
