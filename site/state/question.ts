/** Asks why the open anomaly may be there, and stores the answer or the failure in the state. */
import { effect, untracked } from "@preact/signals-core";
import type { Answer } from "../../contract/answer.ts";
import { type Observation, questionAbout } from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";
import { askWhy } from "../api.ts";
import { Failed, failureOf } from "./failure.ts";
import { asked, language, now, observation, online } from "./state.ts";

/** Milliseconds. The function times out after 30 s, so no answer comes later. */
const limit = 40_000;
/**
 * How long the page waits for the answer to another visitor's question about
 * the same place, milliseconds. After 18 s without an answer, the function asks
 * the model again.
 */
const patience = 60_000;

let asking = new AbortController();

/** Asks about each anomaly that is opened, and again when the language changes. */
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
	const controller = asking;
	const { signal } = controller;
	now.value = Date.now();
	const since = now.value;
	asked.value = { status: "waiting", since, isBehind: false };
	const question = { ...questionAbout(about), language: language.peek() };
	try {
		const answer = await follow(question, since, controller);
		if (!signal.aborted) asked.value = { status: "answered", answer };
	} catch (error) {
		const reason = signal.aborted ? signal.reason : error;
		// Cancelled, or replaced by a newer question.
		if (signal.aborted && !(reason instanceof Failed)) return;
		const failure = failureOf(reason);
		const wait = failure.kind === "status" ? (failure.retryAfter ?? 0) : 0;
		now.value = Date.now();
		const againAt = now.value + wait * 1000;
		asked.value = { status: "failed", failure, againAt };
	}
}

/** Asks, and asks again while the function is answering the same question for another visitor. */
async function follow(
	question: Question,
	since: number,
	controller: AbortController,
): Promise<Answer> {
	for (;;)
		try {
			return await askInTime(question, controller);
		} catch (error) {
			const { failure } = error as Partial<Failed>;
			if (failure?.kind !== "status" || !failure.isInProgress) throw error;
			const wait = (failure.retryAfter ?? 4) * 1000;
			if (Date.now() + wait > since + patience) throw error;
			asked.value = { status: "waiting", since, isBehind: true };
			await pause(wait, controller.signal);
		}
}

function askInTime(
	question: Question,
	controller: AbortController,
): Promise<Answer> {
	const timer = setTimeout(
		() => controller.abort(new Failed({ kind: "slow" })),
		limit,
	);
	return askWhy(question, controller.signal).finally(() => clearTimeout(timer));
}

/** Rejects with the signal's reason. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, milliseconds);
		signal.addEventListener(
			"abort",
			() => {
				clearTimeout(timer);
				reject(signal.reason);
			},
			{ once: true },
		);
	});
}

/** Updates `now` every second while a countdown or a waiting time is shown. */
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
