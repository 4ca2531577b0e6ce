/** Draws a part of the page again whenever the state that it reads changes. */
import { effect } from "@preact/signals-core";
import { type nothing, render, type TemplateResult } from "lit-html";

/** The element with this id; throws if the page has none. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
	const found = document.getElementById(id);
	if (!found) throw new Error(`the page has no #${id}`);
	return found as T;
}

/** Renders a template into an element, and again when the state changes. Values are text, never markup. */
export function draw(
	id: string,
	template: () => TemplateResult | string | typeof nothing,
): void {
	const element = byId(id);
	// The HTML file has placeholders for the time before the program runs.
	element.replaceChildren();
	effect(() => {
		render(template(), element);
	});
}
