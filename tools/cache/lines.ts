/** Answers as JSON lines: one complete answer per line. */
import * as z from "zod/mini";
import { languages } from "../../contract/languages.ts";
import { Question } from "../../contract/request.ts";
import type { StoredAnswer } from "../../functions/reasoning/ports.ts";

const Line = z.object({
	key: z.string(),
	reasoning: z.string().check(z.minLength(1)),
	cachedAt: z.string().check(z.minLength(1)),
	observation: Question,
	language: z.enum(languages),
	model: z.string(),
	expires: z.number(),
});

export interface AnswerLine extends StoredAnswer {
	key: string;
}

export const lineOf = (key: string, answer: StoredAnswer) =>
	`${JSON.stringify({ key, ...answer })}\n`;

/** Returns undefined when the line is not an exported answer. */
export function parseLine(text: string): AnswerLine | undefined {
	try {
		return Line.parse(JSON.parse(text)) as AnswerLine;
	} catch {
		return undefined;
	}
}
