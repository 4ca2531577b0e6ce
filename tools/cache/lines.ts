/** Answers as JSON lines: one a line, with all that is kept of it. */
import * as z from "zod/mini";
import { languages } from "../../contract/fields.ts";
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

/** Undefined when a line is not one that was exported. */
export function parseLine(text: string): AnswerLine | undefined {
	try {
		return Line.parse(JSON.parse(text)) as AnswerLine;
	} catch {
		return undefined;
	}
}
