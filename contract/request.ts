/** What is asked: the handler parses with it, and API Gateway's model is made from it. */
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

/** The body of `POST /reasoning`: which observation is asked about. */
export const Question = z.strictObject({
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
	severity: severity.check(z.describe(severityRule)),
	zscore: zscore(),
});
export type Question = z.infer<typeof Question>;

/** The question as API Gateway's model: JSON Schema, draft 4. */
export const questionModel = () =>
	z.toJSONSchema(Question, { target: "draft-04" });

/** The fields of a question, in the order of the contract. */
export const questionFields = Object.keys(Question.shape) as (keyof Question)[];
