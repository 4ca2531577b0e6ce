/** How a part of the page is drawn: anew whenever the state that it reads changes. */
import { effect } from "@preact/signals-core";
import { type nothing, render, type TemplateResult } from "lit-html";

/** The element of the page with this id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
	const found = document.getElementById(id);
	if (!found) throw new Error(`the page has no #${id}`);
	return found as T;
}

/** Keeps an element in step with a template of the state. Values are text, never markup. */
export function draw(
	id: string,
	template: () => TemplateResult | string | typeof nothing,
): void {
	const element = byId(id);
	// What the page's file has here is for before the program runs.
	element.replaceChildren();
	effect(() => {
		render(template(), element);
	});
}
