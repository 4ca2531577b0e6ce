/** Short messages: for everybody, or for screen readers only. */
import { effect, signal } from "@preact/signals-core";
import { online, texts } from "./state/state.ts";
import { byId, draw } from "./view.ts";

const said = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a message for six seconds. */
export function say(message: string): void {
	clearTimeout(timer);
	said.value = message;
	timer = setTimeout(() => {
		said.value = "";
	}, 6000);
}

const told = signal("");

/** Tells a screen reader what a sighted visitor sees. */
export function tell(message: string): void {
	told.value = message;
}

export function drawStatus(): void {
	const place = byId("said");
	effect(() => {
		// Everything outside an open dialog is inert, so a message there would not be announced.
		if (said.value)
			(document.querySelector("dialog[open]") ?? document.body).append(place);
	});
	draw("told", () => told.value);
	draw("said", () => said.value);
	draw("connection", () => (online.value ? "" : texts.value.offline));
	let wasOnline = true;
	effect(() => {
		if (online.value && !wasOnline) say(texts.peek().onlineAgain);
		wasOnline = online.value;
	});
}
