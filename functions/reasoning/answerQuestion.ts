import { cacheKey } from "../../contract/cacheKey.ts";
import type { Language } from "../../contract/languages.ts";
import type { Observation } from "../../contract/observation.ts";
import type { Observed, Question } from "../../contract/request.ts";
import { NotPublished } from "./errors.ts";
import { isValidFor } from "./isValidFor.ts";
import { answerOnce, type PendingQuestion } from "./pendingQuestion.ts";
import type {
	AnswerCache,
	Clock,
	MissDependencies,
	StoredAnswer,
	Telemetry,
} from "./ports.ts";
import { throwStoredFailure } from "./storedFailure.ts";

export interface Dependencies {
	cache: AnswerCache;
	clock: Clock;
	telemetry: Telemetry;
	/** Whether only published observations may be reasoned about. */
	requirePublished: boolean;
	/** The stack's language, for questions without one. */
	defaultLanguage: Language;
	/** Loads what a hit does not need. */
	loadMissDependencies(): Promise<MissDependencies>;
}

export interface Answered {
	key: string;
	cached: boolean;
	answer: StoredAnswer;
}

/**
 * Returns the cached answer to a question or calls the model once; concurrent
 * callers share that call.
 * @param deadline epoch milliseconds by which the caller needs it
 * @throws any ReasoningError of errors.ts
 */
export async function answerQuestion(
	question: Question,
	deadline: number,
	dependencies: Dependencies,
): Promise<Answered> {
	const { cache, clock, defaultLanguage, telemetry } = dependencies;
	const language = question.language ?? defaultLanguage;
	const key = cacheKey(
		question,
		language === defaultLanguage ? undefined : language,
	);
	telemetry.note({ cache_key: key, language });
	const hit = (answer: StoredAnswer) => {
		telemetry.count("CacheHit");
		telemetry.note({ place: placeOf(answer.observation) });
		return { key, cached: true, answer };
	};

	const entry = await telemetry.span("cache", () => cache.read(key));
	const stored = entry?.answer;
	if (stored && isValidFor(stored, question, language, clock))
		return hit(stored);

	const missDependencies = await dependencies.loadMissDependencies();
	const pending: PendingQuestion = {
		...dependencies,
		...missDependencies,
		key,
		language,
		deadline,
		subject: question,
	};
	await throwStoredFailure(entry?.failure, pending);
	pending.subject = await publishedSubject(question, pending);
	if (stored && isValidFor(stored, pending.subject, language, clock))
		return hit(stored);

	await throwStoredFailure(entry?.failure, pending);
	telemetry.count("CacheMiss");
	telemetry.note({ place: placeOf(pending.subject) });
	return answerOnce(pending, entry);
}

/** The place as the log shows it. */
function placeOf({ lat, lon, date }: Partial<Observed>): string {
	return `${lat} ${lon} ${date ?? ""}`.trim();
}

/** Returns the published observation, or the question itself when the stack does not require one. */
async function publishedSubject(
	question: Question,
	{ published, requirePublished, telemetry }: PendingQuestion,
): Promise<Observed | Observation> {
	if (!requirePublished) return question;
	const observation = await telemetry.span("published", () =>
		published.find(question),
	);
	if (!observation) throw new NotPublished();
	return observation;
}
