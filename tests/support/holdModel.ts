import type { Harness } from "./functionHarness.ts";

/** Holds Gemini's first answer back until the test releases it. */
export function holdModel(harness: Harness) {
	const [answer, ...rest] = harness.gemini.answers;
	let reach = () => {};
	let go = () => {};
	const reached = new Promise<void>((resolve) => {
		reach = resolve;
	});
	const released = new Promise<void>((resolve) => {
		go = resolve;
	});
	harness.gemini.answers = [
		(reply, call) => {
			reach();
			released.then(() => answer?.(reply, call));
		},
		...rest,
	];
	return { reached, go: () => go() };
}
