/** Short messages: for everybody, or for screen readers only. */
import { effect, signal } from "@preact/signals-core";
import { online, texts } from "./state/state.ts";
import { byId, draw } from "./view.ts";

const shown = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a message for six seconds. */
export function showMessage(message: string): void {
	clearTimeout(timer);
	shown.value = message;
	timer = setTimeout(() => {
		shown.value = "";
	}, 6000);
}

const announced = signal("");

/** Lets a screen reader announce what a sighted visitor sees. */
export function announce(message: string): void {
	announced.value = message;
}

export function drawStatus(): void {
	const place = byId("message");
	effect(() => {
		// Everything outside an open dialog is inert, so a message there would not be announced.
		if (shown.value)
			(document.querySelector("dialog[open]") ?? document.body).append(place);
	});
	draw("announcement", () => announced.value);
	draw("message", () => shown.value);
	draw("connection", () => (online.value ? "" : texts.value.offline));
	let wasOnline = true;
	effect(() => {
		if (online.value && !wasOnline) showMessage(texts.peek().onlineAgain);
		wasOnline = online.value;
	});
}
