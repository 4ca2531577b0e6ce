/** Parses the JSON of files that other programs wrote. */
import { gunzipSync } from "node:zlib";
import type { DataProblem } from "./dataProblem.ts";

type Unreadable = Pick<DataProblem, "found" | "rule" | "remedy">;

export type ParsedData =
	| {
			/** The decompressed text, without a byte order mark. */
			text: string;
			json: unknown;
			/** Set when the text has NaN or Infinity, which are strings in `json`. */
			notANumber?: Unreadable;
	  }
	| { unreadable: Unreadable };

export function parseData(bytes: Uint8Array): ParsedData {
	let text: string;
	try {
		text = decode(bytes);
	} catch (error) {
		return {
			unreadable: {
				found: (error as Error).message,
				rule: "must be JSON in UTF-8",
				remedy: "save it as UTF-8, or copy it again",
			},
		};
	}
	try {
		return { text, json: JSON.parse(text) };
	} catch (error) {
		const unreadable = notJson(error as Error, bytes.length);
		const json = parseWithNotANumber(text);
		return json === undefined
			? { unreadable }
			: { text, json, notANumber: unreadable };
	}
}

/** @throws Error that names what the bytes are instead of text */
function decode(bytes: Uint8Array): string {
	const start = Buffer.from(bytes.subarray(0, 2)).toString("hex");
	if (start === "fffe" || start === "feff") throw new Error("UTF-16");
	const unpacked = start === "1f8b" ? unpack(bytes) : bytes;
	try {
		// Removes the byte order mark.
		return new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
	} catch {
		throw new Error("not UTF-8");
	}
}

function unpack(bytes: Uint8Array): Uint8Array {
	try {
		return gunzipSync(bytes);
	} catch (error) {
		throw new Error(`gzip that is broken (${(error as Error).message})`);
	}
}

function notJson({ message }: Error, size: number): Unreadable {
	return /unexpected end|unterminated/i.test(message)
		? {
				found: `cut off after ${size} bytes`,
				rule: "must be whole",
				remedy: "copy it again",
			}
		: {
				found: `not JSON (${message.replaceAll(/\s+/g, " ")})`,
				rule: "must be GeoJSON",
				remedy: "write it again with a GeoJSON writer",
			};
}

/**
 * Reads NaN and Infinity, which Python writes but JSON does not have, as strings,
 * so that a message can name their feature and field. Returns undefined when
 * something else is wrong.
 */
function parseWithNotANumber(text: string): unknown {
	const quoted = text.replaceAll(
		/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g,
		(token) => (token.startsWith('"') ? token : `"${token}"`),
	);
	try {
		return JSON.parse(quoted);
	} catch {
		return undefined;
	}
}
