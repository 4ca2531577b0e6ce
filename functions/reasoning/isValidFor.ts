import type { Language } from "../../contract/languages.ts";
import { type Observed, observedFields } from "../../contract/request.ts";
import type { Clock, StoredAnswer } from "./ports.ts";

/** The date is part of the key, and items of the earlier system do not repeat it. */
const compared = observedFields.filter((field) => field !== "date");

/** Whether an answer is not expired and explains the same numbers in this language. */
export function isValidFor(
	answer: StoredAnswer,
	subject: Observed,
	language: Language,
	clock: Clock,
): boolean {
	return (
		answer.expires * 1000 > clock.now() &&
		answer.language === language &&
		compared.every((field) => answer.observation[field] === subject[field])
	);
}
