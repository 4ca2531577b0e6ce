/** The head of the page: title, notice about sample data, "About these data" and language. */
import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit-html";
import { languages } from "../contract/languages.ts";
import { openAbout } from "./about/about.ts";
import { share } from "./export/copy.ts";
import { openDownload } from "./export/download.ts";
import { coordinates, languageName, monthName } from "./i18n/format.ts";
import { placeName } from "./i18n/placeName.ts";
import { setDisplay, setLanguage } from "./state/actions.ts";
import { chosen, entry, language, month, texts } from "./state/state.ts";
import { byId, draw } from "./view.ts";

export function drawHeader(): void {
	draw("top", header);
	draw("skips", skips);
	draw("tools", tools);
	effect(() => {
		document.documentElement.lang = language.value;
		byId("calendar").setAttribute("aria-label", texts.value.months);
		byId("list").setAttribute("aria-label", texts.value.anomalies);
		byId("selected").setAttribute("aria-label", texts.value.panel);
	});
}

/** The document title names the open month and anomaly. */
export function drawTitle(): void {
	effect(() => {
		const t = texts.value;
		const open = chosen.month.value;
		const at = chosen.at.value;
		const names = [
			at && (placeName(at, language.value, t) ?? coordinates(at)),
			open && monthName(open, "long", language.value),
		].filter(Boolean);
		document.title =
			names.length > 0 ? t.documentTitle(names.join(", ")) : t.title;
	});
}

function header(): TemplateResult {
	const t = texts.value;
	return html`<h1>${t.title}</h1>
		<p class="tagline">${t.tagline}</p>
		${entry.value?.synthetic ? html`<p id="synthetic" class="notice">${t.synthetic}</p>` : ""}
		<div class="row head-tools">
			<button type="button" aria-label=${t.aboutData} @click=${openAbout}>
				<span class="wide">${t.aboutData}</span>
				<span class="narrow" aria-hidden="true"><i>i</i></span>
			</button>
			${languages
				.filter((other) => other !== language.value)
				.map(
					(other) => html`<button
						type="button"
						lang=${other}
						@click=${() => setLanguage(other)}
					>
						${languageName(other)}
					</button>`,
				)}
		</div>`;
}

/** Following a link would change the fragment of the address, which is the state. */
function skips(): TemplateResult {
	const t = texts.value;
	const to = (find: () => HTMLElement | null) => (event: Event) => {
		event.preventDefault();
		find()?.focus();
	};
	const list = () =>
		byId("anomalies").querySelector<HTMLElement>('[tabindex="0"]') ??
		byId("month-title");
	return html`<a href="#anomalies" @click=${to(list)}>${t.skipToList}</a>
		<a href="#map" @click=${to(() => byId("map"))}>${t.skipToMap}</a>`;
}

/** Switches between map and table, and opens download and sharing. */
function tools(): TemplateResult {
	const t = texts.value;
	const display = chosen.display.value;
	return html`<div class="row" role="group" aria-label=${t.display}>
			${(["map", "table"] as const).map(
				(shown) => html`<button
					type="button"
					class="segment"
					aria-pressed=${shown === display}
					@click=${() => setDisplay(shown)}
				>
					${shown === "map" ? t.showMap : t.showTable}
				</button>`,
			)}
		</div>
		<button
			type="button"
			?disabled=${month.value.status !== "ready"}
			@click=${openDownload}
		>
			${t.download}
		</button>
		<button type="button" @click=${() => share(document.title)}>${t.share}</button>`;
}
