/** What the page says in passing, to all or to screen readers alone. */
import { effect, signal } from "@preact/signals-core";
import { online, texts } from "./state/state.ts";
import { byId, draw } from "./view.ts";

const said = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something for six seconds. */
export function say(message: string): void {
	clearTimeout(timer);
	said.value = message;
	timer = setTimeout(() => {
		said.value = "";
	}, 6000);
}

const told = signal("");

/** Tells those who do not see what the others see happen. */
export function tell(message: string): void {
	told.value = message;
}

export function drawStatus(): void {
	const place = byId("said");
	effect(() => {
		// All but an open dialog is inert: who is in it would not be told.
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
