/**
 * The compact form of a large month, `anomaliesYYYYMM.columns`: columns of float32,
 * and the byte position of each feature in the GeoJSON file, which stays the
 * published source. The map needs no feature to draw the month.
 *
 * Format: a 32-bit length, that many bytes of JSON (`Head`), then the columns, in the
 * order of the features. A column has the most significant bytes of all values first,
 * which are similar and therefore compress well.
 */
import * as z from "zod/mini";
import { type Columns, columnsOf, sortedByZscore } from "./columns.ts";
import { featureRanges } from "./features.ts";
import type { Method } from "./method.ts";
import { type AnomalyFeature, observationOf } from "./observation.ts";

/** The least number of features for a compact form: 1.3 MB of GeoJSON at 673 bytes each. */
export const compactFrom = 2_000;

/** Created on demand: most months have no compact form. */
const headSchema = () =>
	z.object({
		format: z.literal("co2-month-columns-1"),
		/** Number of features. */
		count: z.int().check(z.nonnegative()),
		method: z.optional(z.custom<Method>()),
		satellites: z.array(z.enum(["OCO-2", "OCO-3"])),
	});
type Head = z.infer<ReturnType<typeof headSchema>>;

/** Columns in the order of the file. `gap` is the number of bytes between two features. */
const layout = [
	["lat", Float32Array],
	["lon", Float32Array],
	["zscore", Float32Array],
	["deviation", Float32Array],
	["uncertainty", Float32Array],
	["co2", Float32Array],
	["days", Uint16Array],
	["severity", Uint8Array],
	["gap", Uint32Array],
	["length", Uint32Array],
] as const;

type Stored = Record<(typeof layout)[number][0], ArrayLike<number>>;

export interface CompactMonth {
	columns: Columns;
	method: Method | undefined;
	satellites: Head["satellites"];
}

/**
 * @param file the published GeoJSON of the month
 * @param month the same, parsed and checked
 * @returns undefined if the features are not found in the file, for example if it has
 * two members `features`
 */
export function encodeMonth(
	file: Uint8Array,
	{ features, method }: { features: AnomalyFeature[]; method?: Method },
): Uint8Array<ArrayBuffer> | undefined {
	const ranges = featureRanges(file);
	if (ranges?.starts.length !== features.length) return undefined;
	const observations = features.map(observationOf);
	const columns = columnsOf(
		observations.map((observation, at) => ({
			observation,
			start: ranges.starts[at] as number,
			length: ranges.lengths[at] as number,
		})),
	);
	const { start, length } = columns;
	const gap = start.map(
		(from, at) => from - (start[at - 1] ?? 0) - (length[at - 1] ?? 0),
	);
	const head: Head = {
		format: "co2-month-columns-1",
		count: features.length,
		satellites: [
			...new Set(observations.map(({ satellite }) => satellite)),
		].sort(),
		...(method && { method }),
	};
	return assemble(JSON.stringify(head), { ...columns, gap });
}

function assemble(head: string, columns: Stored): Uint8Array<ArrayBuffer> {
	const headBytes = new TextEncoder().encode(head);
	const parts = layout.map(([name, Type]) =>
		planesOf(Type.from(columns[name])),
	);
	const size = parts.reduce((sum, part) => sum + part.length, 0);
	const file = new Uint8Array(4 + headBytes.length + size);
	new DataView(file.buffer).setUint32(0, headBytes.length, true);
	file.set(headBytes, 4);
	let at = 4 + headBytes.length;
	for (const part of parts) {
		file.set(part, at);
		at += part.length;
	}
	return file;
}

/** @throws if the bytes are not a whole compact month */
export function decodeMonth(file: Uint8Array<ArrayBuffer>): CompactMonth {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const headLength = view.getUint32(0, true);
	const head = new TextDecoder().decode(file.subarray(4, 4 + headLength));
	const { count, method, satellites } = headSchema().parse(JSON.parse(head));
	let at = 4 + headLength;
	const take = (Type: (typeof layout)[number][1]) => {
		const part = file.subarray(at, at + count * Type.BYTES_PER_ELEMENT);
		at += part.length;
		return new Type(bytesOf(part, count));
	};
	const stored = Object.fromEntries(
		layout.map(([name, Type]) => [name, take(Type)]),
	) as unknown as Stored;
	if (at !== file.length) throw new RangeError("not the size of its columns");
	const start = new Uint32Array(count);
	let end = 0;
	for (let row = 0; row < count; row++) {
		start[row] = end + (stored.gap[row] as number);
		end = (start[row] as number) + (stored.length[row] as number);
	}
	return {
		columns: sortedByZscore({
			lat: new Float64Array(stored.lat),
			lon: new Float64Array(stored.lon),
			zscore: new Float64Array(stored.zscore),
			deviation: new Float64Array(stored.deviation),
			uncertainty: new Float64Array(stored.uncertainty),
			co2: new Float64Array(stored.co2),
			days: stored.days as Columns["days"],
			severity: stored.severity as Columns["severity"],
			length: stored.length as Columns["length"],
			start,
		}),
		method,
		satellites,
	};
}

/** Browsers and Node.js run on little-endian processors: the most significant byte is the last. */
function planesOf(values: ArrayBufferView & { length: number }): Uint8Array {
	const { buffer, byteOffset, byteLength, length } = values;
	const bytes = new Uint8Array(buffer, byteOffset, byteLength);
	const planes = new Uint8Array(byteLength);
	const width = byteLength / length || 1;
	let to = 0;
	for (let byte = width - 1; byte >= 0; byte--)
		for (let at = byte; at < byteLength; at += width)
			planes[to++] = bytes[at] as number;
	return planes;
}

/** The inverse of `planesOf`. */
function bytesOf(planes: Uint8Array, count: number): ArrayBuffer {
	const bytes = new Uint8Array(planes.length);
	const width = planes.length / count || 1;
	let from = 0;
	for (let byte = width - 1; byte >= 0; byte--)
		for (let at = byte; at < bytes.length; at += width)
			bytes[at] = planes[from++] as number;
	return bytes.buffer;
}
