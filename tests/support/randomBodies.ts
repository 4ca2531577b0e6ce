/** Bodies of requests, drawn at random. */
import fc from "fast-check";
import { question } from "./questions.ts";

/** Bodies that resemble a question. */
export const nearlyQuestion = fc.record(
	{
		lat: fc.oneof(fc.double(), fc.jsonValue(), fc.constant(question.lat)),
		lon: fc.oneof(fc.double(), fc.jsonValue(), fc.constant(question.lon)),
		co2: fc.oneof(fc.double(), fc.jsonValue()),
		deviation: fc.oneof(fc.double(), fc.jsonValue()),
		date: fc.oneof(
			fc
				.date({ noInvalidDate: true })
				.map((day) => day.toISOString().slice(0, 10)),
			fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
			fc.jsonValue(),
		),
		severity: fc.oneof(fc.constantFrom("low", "high"), fc.jsonValue()),
		zscore: fc.oneof(fc.double(), fc.jsonValue()),
		extra: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);

/** Bytes as API Gateway passes them to the function. */
export const bytesBody = fc
	.record({
		bytes: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
		isBase64Encoded: fc.boolean(),
	})
	.map(({ bytes, isBase64Encoded }) => ({
		body: bytes.toString(isBase64Encoded ? "base64" : "latin1"),
		isBase64Encoded,
	}));
