/** Answers to questions, as `cache export` writes them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheKey } from "../../contract/cacheKey.ts";
import type { Question } from "../../contract/request.ts";
import { lineOf } from "../../tools/cache/lines.ts";
import { temporaryFolder } from "./data.ts";

/** Writes an answer to each question; returns the file. */
export function writeAnswers(questions: Question[]): string {
	const file = join(temporaryFolder(), "answers.jsonl");
	const expires = Math.floor(Date.now() / 1000) + 86_400;
	const lines = questions.map((observation) =>
		lineOf(cacheKey(observation), {
			reasoning: "A coal-fired power station lies up the wind. ".repeat(12),
			cachedAt: "2026-01-01T00:00:00.000Z",
			observation,
			language: "en",
			model: "gemini-3.5-flash-lite",
			expires,
		}),
	);
	writeFileSync(file, lines.join(""));
	return file;
}
