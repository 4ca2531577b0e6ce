/** The model's hypothesis, or the state of the question while there is none. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Answer } from "../../contract/answer.ts";
import type { Texts } from "../i18n/catalogue.ts";
import { dayName } from "../i18n/format.ts";
import type { Failure } from "../state/failure.ts";
import { askAgain, cancelQuestion } from "../state/question.ts";
import { type Asked, asked, language, now, texts } from "../state/state.ts";

export function answerPart(): TemplateResult | typeof nothing {
	const { value } = asked;
	const t = texts.value;
	switch (value.status) {
		case "none":
			return nothing;
		case "waiting":
			return waiting(value);
		case "cancelled":
			return html`<p class="quiet">${t.cancelled}</p>
				<button type="button" @click=${askAgain}>${t.ask}</button>`;
		case "answered":
			return answered(value.answer);
		case "failed":
			return failed(value);
	}
}

function waiting({
	since,
	isBehind,
}: Extract<Asked, { status: "waiting" }>): TemplateResult {
	const t = texts.value;
	const seconds = Math.max(0, Math.floor((now.value - since) / 1000));
	return html`<p class="loading">${isBehind ? t.behind : t.asking(t.aModel)}</p>
		<p class="quiet" aria-hidden="true">${t.seconds(seconds)}</p>
		<button type="button" @click=${cancelQuestion}>${t.cancel}</button>`;
}

/** The first words of the stand-in that answers `npm start` without a key; it reports the name of a real model. */
const standIn = /^(This is a stand-in answer|これは仮の回答です)/;

export function isStandIn({ model, reasoning }: Answer): boolean {
	return model === "stand-in" || standIn.test(reasoning);
}

function answered(answer: Answer): TemplateResult {
	const t = texts.value;
	const origin = isStandIn(answer)
		? t.standIn
		: t.hypothesis(
				["", "unknown"].includes(answer.model) ? t.unknownModel : answer.model,
				dayName(answer.cached_at.slice(0, 10), language.value),
			);
	return html`<p class="origin">${origin}</p>
		<blockquote>
			${answer.reasoning
				.split(/\n{2,}/)
				.map((paragraph) => html`<p>${paragraph}</p>`)}
		</blockquote>
		<h4>${t.test}</h4>
		<ul class="tests">
			${t.tests.map((test) => html`<li>${test}</li>`)}
		</ul>`;
}

function failed({
	failure,
	againAt,
}: Extract<Asked, { status: "failed" }>): TemplateResult {
	const t = texts.value;
	const seconds = Math.ceil((againAt - now.value) / 1000);
	const isEarly = seconds > 0;
	return html`<p class="failure">${failureText(failure, t)}</p>
		<button
			type="button"
			aria-disabled=${isEarly ? "true" : nothing}
			@click=${() => isEarly || askAgain()}
		>
			${isEarly ? t.askAgainIn(waitOf(seconds, t)) : t.askAgain}
		</button>
		${
			failure.kind === "status" && failure.requestId
				? html`<p class="quiet small">${t.reference(failure.requestId)}</p>`
				: nothing
		}`;
}

/** Rounded up: after the shown time, asking is allowed. */
export function waitOf(seconds: number, { wait }: Texts): string {
	if (seconds < 100) return wait.seconds(seconds);
	const minutes = Math.ceil(seconds / 60);
	return minutes < 100
		? wait.minutes(minutes)
		: wait.hours(Math.ceil(minutes / 60));
}

function failureText(failure: Failure, t: Texts): string {
	if (failure.kind !== "status") return t.failure[failure.kind];
	const { status, isInProgress } = failure;
	if (isInProgress) return t.failure.inProgress;
	const known: Partial<Record<number, string>> = {
		400: t.failure[400],
		403: t.failure[403],
		404: t.failure[404],
		429: t.failure[429],
		500: t.failure[500],
		502: t.failure[502],
		503: t.failure[503],
		504: t.failure[504],
	};
	return known[status] ?? t.failure.other(status);
}
