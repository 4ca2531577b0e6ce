/** Copies text to the clipboard, and reports whether it worked. */
import { html, type TemplateResult } from "lit-html";
import { showMessage } from "../messages.ts";
import { texts } from "../state/state.ts";

export async function copy(text: string): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		showMessage(texts.value.copied);
	} catch {
		// Refused, or not a secure context: https://w3c.github.io/clipboard-apis/#dom-clipboard-writetext
		showMessage(texts.value.copyFailed);
	}
}

export function copyButton(name: string, text: () => string): TemplateResult {
	return html`<button type="button" @click=${() => copy(text())}>${name}</button>`;
}

/** Opens the share dialog of the system, or copies the link if there is none. */
export async function share(title: string): Promise<void> {
	const url = location.href;
	if (!navigator.share) return copy(url);
	try {
		await navigator.share({ title, url });
	} catch (error) {
		// The visitor closed the dialog.
		if ((error as DOMException).name !== "AbortError") await copy(url);
	}
}
