/**
 * The cache of the earlier Flask system: a JSON file of answers by key. Many of
 * its keys contain a granule's name instead of the date. Therefore each answer
 * is matched to a published observation by its place and values.
 */
import * as z from "zod/mini";
import type { Observation } from "../../contract/observation.ts";
import { languageOf } from "../../functions/reasoning/adapters/items.ts";
import type { StoredAnswer } from "../../functions/reasoning/ports.ts";

const Entry = z.object({
	reasoning: z.string(),
	cached_at: z.string(),
	metadata: z.object({
		lat: z.number(),
		lon: z.number(),
		co2: z.number(),
		deviation: z.number(),
		zscore: z.number(),
	}),
});
type Entry = z.infer<typeof Entry>;

const EarlierCache = z.record(z.string(), z.unknown());

/** An entry that is not imported, and the reason. */
export interface LeftOut {
	entry: string;
	reason: string;
}

export interface Found {
	answers: Omit<StoredAnswer, "expires">[];
	leftOut: LeftOut[];
}

/** Returns undefined when the text is not a JSON object, or has only entries of another kind. */
export function parseEarlier(
	text: string,
): Record<string, unknown> | undefined {
	try {
		const entries = EarlierCache.parse(JSON.parse(text));
		const values = Object.values(entries);
		const isEntry = (value: unknown) => Entry.safeParse(value).success;
		return values.length === 0 || values.some(isEntry) ? entries : undefined;
	} catch {
		return undefined;
	}
}

export function findEarlier(
	entries: Record<string, unknown>,
	published: Observation[],
): Found {
	const places = new Map<string, Observation[]>();
	for (const observation of published) {
		const place = placeOf(observation);
		places.set(place, [...(places.get(place) ?? []), observation]);
	}
	const found: Found = { answers: [], leftOut: [] };
	for (const [key, value] of Object.entries(entries)) {
		const parsed = Entry.safeParse(value);
		const answer = parsed.success
			? answerOf(parsed.data, places.get(placeOf(parsed.data.metadata)) ?? [])
			: "is not an entry of the earlier cache";
		if (typeof answer !== "string") found.answers.push(answer);
		else found.leftOut.push({ entry: nameOf(key, value), reason: answer });
	}
	return found;
}

const placeOf = ({ lat, lon }: { lat: number; lon: number }) => `${lat} ${lon}`;

function nameOf(key: string, value: unknown): string {
	const parsed = Entry.safeParse(value);
	if (!parsed.success) return key;
	const { lat, lon } = parsed.data.metadata;
	return `${key.slice(0, 8)}… at ${lat}, ${lon}`;
}

/** The earlier system cached this text as the answer when it had no API key. */
const noKey = /^API Key/i;

/** Returns the answer, or the reason why the entry has none. */
function answerOf(
	{ reasoning, cached_at, metadata }: Entry,
	observations: Observation[],
): Found["answers"][number] | string {
	if (reasoning.trim() === "" || noKey.test(reasoning))
		return `is no answer: ${JSON.stringify(reasoning)}`;
	const same = observations.filter(
		({ co2, deviation, zscore }) =>
			co2 === metadata.co2 &&
			deviation === metadata.deviation &&
			zscore === metadata.zscore,
	);
	const [observation, ...others] = same;
	if (!observation)
		return observations.length > 0
			? "is about other numbers than are published there"
			: "is about a place that is not published";
	if (others.length > 0)
		return `matches the observations of ${same.map(({ date }) => date).join(" or ")}, which have the same values`;
	// Python's isoformat() omits the time zone of a naive UTC time.
	const time = new Date(
		/Z|[+-]\d\d:\d\d$/.test(cached_at) ? cached_at : `${cached_at}Z`,
	);
	if (Number.isNaN(time.getTime()))
		return `has no valid cached_at time: ${JSON.stringify(cached_at)}`;
	return {
		reasoning,
		cachedAt: time.toISOString(),
		observation,
		language: languageOf(reasoning),
		model: "unknown",
	};
}
