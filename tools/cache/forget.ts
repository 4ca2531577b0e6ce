/** `cache forget`: deletes wrong answers. The next question about them calls the model again. */
import pMap from "p-map";
import type { Observed } from "../../contract/request.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { openStack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { AnswerTable, type StoredEntry } from "./table.ts";

export interface ForgetOptions extends StackOptions {
	place?: Pick<Observed, "lat" | "lon">;
	/** Maximum distance from the place in latitude and in longitude, degrees. */
	within: number;
	/** `YYYYMM` */
	month?: string;
	model?: string;
	yes?: true;
	json?: true;
	dryRun?: true;
}

const concurrency = 16;

export async function forget(
	options: ForgetOptions,
	terminal: Terminal,
): Promise<void> {
	const { place, month, model, yes, json, dryRun } = options;
	if (!place && !month && !model)
		throw new UsageError(
			"no answers are selected; give --place, --month or --model, or several of them",
		);
	const table = new AnswerTable(await openStack(options));
	const chosen: (StoredEntry & {
		answer: NonNullable<StoredEntry["answer"]>;
	})[] = [];
	for await (const entry of table.all()) {
		terminal.signal.throwIfAborted();
		const { answer } = entry;
		if (answer && isChosen(answer, options)) chosen.push({ ...entry, answer });
	}
	const question = `Forget ${chosen.length} answers? Each costs a model call when it is asked for again.`;
	const isConfirmed =
		chosen.length > 0 && !dryRun && (yes || (await terminal.confirm(question)));
	let forgotten = 0;
	if (isConfirmed)
		await pMap(
			chosen,
			async ({ key, answer }) => {
				if (await table.delete(key, answer)) forgotten++;
			},
			{ concurrency, signal: terminal.signal },
		);
	const text = dryRun
		? `${chosen.length} answers would be forgotten`
		: `${forgotten} of ${chosen.length} answers forgotten`;
	terminal.print(
		json ? JSON.stringify({ found: chosen.length, forgotten }) : text,
	);
}

function isChosen(
	{ observation, model }: NonNullable<StoredEntry["answer"]>,
	options: ForgetOptions,
): boolean {
	const { place, within } = options;
	const isNear =
		!place ||
		(Math.abs(observation.lat - place.lat) <= within &&
			Math.abs(observation.lon - place.lon) <= within);
	const month = observation.date?.slice(0, 7).replace("-", "");
	return (
		isNear &&
		(!options.month || month === options.month) &&
		(!options.model || model === options.model)
	);
}
