/** Asks why the open anomaly may be there, and keeps what came of it in the state. */
import { effect, untracked } from "@preact/signals-core";
import { type Observation, questionAbout } from "../../contract/observation.ts";
import { askWhy } from "../api.ts";
import { Failed, failureOf } from "./failure.ts";
import { asked, language, now, observation, online } from "./state.ts";

/** The function ends after 30 s; what is later does not come. Milliseconds. */
const limit = 40_000;

let asking = new AbortController();

/** Asks about each anomaly that is opened, and again in another language. */
export function followQuestion(): void {
	effect(() => {
		const open = observation.value;
		language.value;
		untracked(() => {
			asking.abort();
			asked.value = { status: "none" };
			if (open?.status === "ready") ask(open.value);
		});
	});
	effect(() => {
		if (!online.value) return;
		untracked(() => {
			const { value } = asked;
			if (value.status === "failed" && value.failure.kind === "unreachable")
				askAgain();
		});
	});
	tickWhileWaiting();
}

/** Asks again about the open anomaly. */
export function askAgain(): void {
	const open = observation.value;
	if (open?.status === "ready") ask(open.value);
}

export function cancelQuestion(): void {
	asking.abort();
	asked.value = { status: "cancelled" };
}

async function ask(about: Observation): Promise<void> {
	asking.abort();
	asking = new AbortController();
	const { signal } = asking;
	now.value = Date.now();
	asked.value = { status: "waiting", since: now.value };
	const controller = asking;
	const timer = setTimeout(
		() => controller.abort(new Failed({ kind: "slow" })),
		limit,
	);
	try {
		const question = { ...questionAbout(about), language: language.peek() };
		const answer = await askWhy(question, signal);
		if (!signal.aborted) asked.value = { status: "answered", answer };
	} catch (error) {
		const reason = signal.aborted ? signal.reason : error;
		// Cancelled, or another question was asked meanwhile.
		if (signal.aborted && !(reason instanceof Failed)) return;
		const failure = failureOf(reason);
		const wait = failure.kind === "status" ? (failure.retryAfter ?? 0) : 0;
		now.value = Date.now();
		asked.value = {
			status: "failed",
			failure,
			againAt: now.value + wait * 1000,
		};
	} finally {
		clearTimeout(timer);
	}
}

/** Moves the page's clock while seconds are shown. */
function tickWhileWaiting(): void {
	let timer: ReturnType<typeof setInterval> | undefined;
	effect(() => {
		const { value } = asked;
		const isCounting =
			value.status === "waiting" ||
			(value.status === "failed" && value.againAt > now.value);
		if (isCounting && !timer)
			timer = setInterval(() => {
				now.value = Date.now();
			}, 1000);
		if (!isCounting) {
			clearInterval(timer);
			timer = undefined;
		}
	});
}
