/** The question: the handler's schema, from which API Gateway's model is made. */
import * as z from "zod/mini";
import {
	dayRule,
	degrees,
	isCalendarDay,
	ppm,
	ppmDifference,
	severity,
	severityRule,
	zscore,
} from "./fields.ts";
import { languages } from "./languages.ts";

const languageRule = `must be one of ${languages.join(", ")}, or left out`;

/** The key of an observation, and the numbers that an answer explains. */
const observed = {
	lat: degrees(90, "north"),
	lon: degrees(180, "east"),
	co2: ppm("column-averaged CO2, XCO2"),
	deviation: ppmDifference("above the baseline"),
	date: z
		.string({ error: dayRule })
		.check(
			z.describe(dayRule),
			z.regex(/^\d{4}-\d{2}-\d{2}$/, dayRule),
			z.refine(isCalendarDay, { error: dayRule }),
		),
	severity: severity().check(z.describe(severityRule)),
	zscore: zscore(),
};

/** The body of `POST /reasoning`: an observation, and a language. */
export const Question = z.strictObject({
	...observed,
	language: z.optional(
		z.enum(languages, { error: languageRule }).check(z.describe(languageRule)),
	),
});
export type Question = z.infer<typeof Question>;
/** A question without its language. */
export type Observed = Omit<Question, "language">;

/** The question as API Gateway's model: JSON Schema, draft 4. */
export const questionModel = () =>
	z.toJSONSchema(Question, { target: "draft-04" });

/** The fields of the observation, in the order of the contract. */
export const observedFields = Object.keys(observed) as (keyof Observed)[];
