/** The trace that a request belongs to. */
import { randomBytes } from "node:crypto";

export interface Trace {
	/** As `1-67000000-…`. */
	root: string;
	/** As Lambda and X-Ray have it: `Root=…;Parent=…;Sampled=…`. */
	header: string;
}

/**
 * Goes on with the trace that a request came with, or begins one.
 * @param given value of `X-Amzn-Trace-Id`
 * @param time epoch milliseconds
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceOf(
	given: string | undefined,
	time: number,
	isSampled: () => boolean,
): Trace {
	const fields = new Map(
		given?.split(";").map((field) => field.split("=") as [string, string]),
	);
	const ids = randomBytes(20).toString("hex");
	const seconds = Math.floor(time / 1000).toString(16);
	const root = fields.get("Root") ?? `1-${seconds}-${ids.slice(0, 24)}`;
	const parent = fields.get("Parent") ?? ids.slice(24);
	const sampled = fields.get("Sampled") ?? String(Number(isSampled()));
	return { root, header: `Root=${root};Parent=${parent};Sampled=${sampled}` };
}
