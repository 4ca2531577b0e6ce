/** The dialog with the files of the open month. */
import { html, type TemplateResult } from "lit-html";
import type { AnomalyFeature } from "../../contract/observation.ts";
import { drawMapPng } from "../connectMap.ts";
import { monthName, whole } from "../i18n/format.ts";
import { rows } from "../list/rows.ts";
import { showMessage } from "../messages.ts";
import type { Month } from "../months/index.ts";
import { language, month, texts } from "../state/state.ts";
import { byId, draw } from "../view.ts";
import { copyButton } from "./copy.ts";
import { csvOf, featuresOf, geojsonOf, readers, save } from "./files.ts";

export function drawDownload(): void {
	draw("download", () =>
		month.value.status === "ready" ? dialog(month.value.value) : "",
	);
}

export function openDownload(): void {
	byId<HTMLDialogElement>("download").showModal();
}

function dialog(loaded: Month): TemplateResult {
	const t = texts.value;
	const count = (of: number) => whole(of, language.value);
	const file = `anomalies${loaded.month}.geojson`;
	const url = new URL(file, location.href).href;
	const shown = rows.value;
	const isPart = shown.length < loaded.count;
	return html`<form method="dialog" class="dialog-head">
			<h2>${t.downloadTitle(monthName(loaded.month, "long", language.value))}</h2>
			<button class="icon" aria-label=${t.close}>×</button>
		</form>
		<ul class="files">
			<li>
				<button type="button" @click=${() => saveCsv(loaded, all(loaded), "")}>
					${t.csvAll(count(loaded.count))}
				</button>
			</li>
			<li><a class="button" href=${file} download=${file}>${t.geojsonAll(count(loaded.count))}</a></li>
			${
				isPart
					? html`<li>
								<button type="button" @click=${() => saveCsv(loaded, shown, "-part")}>
									${t.csvShown(count(shown.length))}
								</button>
							</li>
							<li>
								<button type="button" @click=${() => saveGeojson(loaded, shown)}>
									${t.geojsonShown(count(shown.length))}
								</button>
							</li>`
					: ""
			}
			<li><button type="button" @click=${() => savePng(loaded)}>${t.png}</button></li>
		</ul>
		<p>${t.stableAddress} <a href=${file}>${url}</a></p>
		<p>${copyButton(t.copyAddress, () => url)}</p>
		${readers.map(
			(reader) => html`<h3>${t.readIn(reader.language)}</h3>
				<pre><code>${reader.code(url)}</code></pre>
				${copyButton(t.copyCode(reader.language), () => reader.code(url))}`,
		)}`;
}

const all = ({ count }: Month) =>
	Array.from({ length: count }, (_, row) => row);

/** Makes a file and saves it; reports success or failure. */
async function keep(name: string, make: () => Promise<Blob>): Promise<void> {
	showMessage(texts.value.preparing);
	try {
		save(name, await make());
		showMessage(texts.value.downloaded);
	} catch (error) {
		console.warn(error);
		showMessage(texts.value.downloadFailed);
	}
}

const features = (loaded: Month, chosen: number[]): Promise<AnomalyFeature[]> =>
	featuresOf(loaded, chosen, new AbortController().signal);

function saveCsv(loaded: Month, chosen: number[], part: string): Promise<void> {
	return keep(
		`anomalies${loaded.month}${part}.csv`,
		async () =>
			new Blob([csvOf(await features(loaded, chosen))], { type: "text/csv" }),
	);
}

function saveGeojson(loaded: Month, chosen: number[]): Promise<void> {
	return keep(
		`anomalies${loaded.month}-part.geojson`,
		async () =>
			new Blob([geojsonOf(loaded, await features(loaded, chosen))], {
				type: "application/geo+json",
			}),
	);
}

function savePng(loaded: Month): Promise<void> {
	return keep(`anomalies${loaded.month}.png`, drawMapPng);
}
