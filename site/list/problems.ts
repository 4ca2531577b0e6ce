/** The parts of a file that could not be read: how many, and why. */
import { html, type TemplateResult } from "lit-html";
import { whole } from "../i18n/format.ts";
import type { Problem } from "../months/index.ts";
import { language, texts } from "../state/state.ts";

/** @param summary what could not be read, in words */
export function problemList(
	problems: Problem[],
	summary: string,
): TemplateResult {
	return html`<details class="problems">
		<summary>${summary}</summary>
		<ul>
			${problems.slice(0, 50).map((one) => html`<li>${problemText(one)}</li>`)}
		</ul>
	</details>`;
}

export function problemText({ feature, field, found, rule }: Problem): string {
	const t = texts.value;
	const where = [
		feature < 0 ? "" : t.feature(whole(feature + 1, language.value)),
		field,
	];
	return t.problem(where.filter(Boolean).join(t.comma), found, rule);
}
