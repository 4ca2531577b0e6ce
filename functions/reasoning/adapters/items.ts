/**
 * The items of the table. An item is an answer (`reasoning`, `cached_at`,
 * `metadata`), a lease (`lease_owner`, `lease_until`) or a failure
 * (`failure_…`), and has a `ttl`. One write replaces one with another. A lease
 * keeps the failure before it.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { ErrorCode } from "../../../contract/errors.ts";
import type { Language } from "../../../contract/languages.ts";
import { type Observed, observedFields } from "../../../contract/request.ts";
import type { Entry, Failure, Lease, StoredAnswer } from "../ports.ts";

export type Item = Record<string, AttributeValue>;

/** The attribute that every write of an answer or a failure changes, and its value. */
export interface Version {
	name: "cached_at" | "failure_until";
	value: AttributeValue;
}

/** How long an abandoned lease stays after its end until DynamoDB may delete it, seconds. */
const leaseRemains = 3_600;
/** The same for a failure: the longest time between two, so that the number of refusals is not lost. */
const failureRemains = 86_400;

export function leaseItem(
	key: string,
	{ owner, until }: Lease,
	failure: Failure | undefined,
): Item {
	return {
		...(failure && failureItem(key, failure)),
		cache_key: { S: key },
		lease_owner: { S: owner },
		lease_until: { N: String(until) },
		ttl: { N: String(Math.ceil(until / 1000) + leaseRemains) },
	};
}

export function failureItem(key: string, failure: Failure): Item {
	const { code, reason, until, refusals, subject } = failure;
	return {
		cache_key: { S: key },
		failure_code: { S: code },
		failure_reason: { S: reason },
		failure_until: { N: String(until) },
		failure_refusals: { N: String(refusals) },
		...(subject && { failure_subject: { S: subject } }),
		ttl: { N: String(Math.ceil(until / 1000) + failureRemains) },
	};
}

export function answerItem(
	key: string,
	{ reasoning, cachedAt, observation, language, model, expires }: StoredAnswer,
): Item {
	const metadata: Item = { model: { S: model }, language: { S: language } };
	for (const field of observedFields) {
		const value = observation[field];
		metadata[field] =
			typeof value === "number" ? { N: String(value) } : { S: value };
	}
	return {
		cache_key: { S: key },
		reasoning: { S: reasoning },
		cached_at: { S: cachedAt },
		metadata: { M: metadata },
		ttl: { N: String(expires) },
	};
}

/** Any other item is an empty entry, which will be replaced. */
export function entryOf(item: Item): Entry {
	const entry: Entry = { version: versionOf(item) };
	const lease = leaseOf(item);
	const failure = failureOf(item);
	const answer = lease || failure ? undefined : answerOf(item);
	if (lease) entry.lease = lease;
	if (failure) entry.failure = failure;
	if (answer) entry.answer = answer;
	return entry;
}

function versionOf(item: Item): Version | undefined {
	for (const name of ["cached_at", "failure_until"] as const)
		if (item[name]) return { name, value: item[name] };
	return undefined;
}

function leaseOf({ lease_owner, lease_until }: Item): Lease | undefined {
	return lease_owner?.S && lease_until?.N
		? { owner: lease_owner.S, until: Number(lease_until.N) }
		: undefined;
}

function failureOf(item: Item): Failure | undefined {
	const { failure_code, failure_reason, failure_until } = item;
	if (!failure_code?.S || !failure_until?.N) return undefined;
	return {
		code: failure_code.S as ErrorCode,
		reason: failure_reason?.S ?? "unknown",
		until: Number(failure_until.N),
		refusals: Number(item.failure_refusals?.N ?? 0),
		...(item.failure_subject?.S && { subject: item.failure_subject.S }),
	};
}

function answerOf({
	reasoning,
	cached_at,
	metadata,
	ttl,
}: Item): StoredAnswer | undefined {
	if (!reasoning?.S || !cached_at?.S) return undefined;
	// Not checked here, because the fields are compared with the question.
	const observation: Record<string, unknown> = {};
	for (const field of observedFields) {
		const { N, S } = metadata?.M?.[field] ?? {};
		observation[field] = N === undefined ? S : Number(N);
	}
	const language = metadata?.M?.language?.S as Language | undefined;
	return {
		reasoning: reasoning.S,
		cachedAt: cached_at.S,
		observation: observation as unknown as Observed,
		language: language ?? languageOf(reasoning.S),
		model: metadata?.M?.model?.S ?? "unknown",
		expires: Number(ttl?.N ?? 0),
	};
}

/** Items of earlier versions do not name their language; Japanese prose always has kana. */
export function languageOf(text: string): Language {
	return /[\u3040-\u30ff]/.test(text) ? "ja" : "en";
}
