/** Edges whose CloudFront Function has the code of a test. */
import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import { type State, stateOf } from "./declare.ts";
import { type Edge, type EdgeOptions, Edges, type Sent } from "./edge.ts";

/** To be called in a `describe`; errors of functions are in `printed`, and not on the console. */
export function edgeFunctions() {
	const edges = new Edges();
	const printed: string[] = [];
	const { error } = console;
	beforeEach(() => {
		printed.length = 0;
		console.error = (...said) => printed.push(said.join(" "));
	});
	afterEach(() => {
		console.error = error;
	});
	after(() => edges.stop());

	const declared = (declarations: Declarations): State =>
		stateOf(declarations, "viewer-request");
	const withCode = (code: string, options: EdgeOptions = {}) =>
		edges.start((declarations) => {
			declared(declarations).code = code;
		}, options);

	return {
		edges,
		printed,
		withCode,
		/** An edge whose function has this body; `request` is the event's. */
		withBody: (body: string, options: EdgeOptions = {}) =>
			withCode(
				`function handler(event) { var request = event.request; ${body} }`,
				options,
			),
		/** Status and `x-cache` of a request that must not reach an origin. */
		async failed(edge: Edge, send?: Sent): Promise<string> {
			const before = edge.reached.length;
			const { status, headers } = await edge.send("/api/x", send);
			expect(edge.reached, "reached the origin").to.have.length(before);
			return `${status} ${headers["x-cache"]}`.replace(" from cloudfront", "");
		},
	};
}

export const invalid = "502 FunctionValidationError";
export const broken = "503 FunctionExecutionError";
