/** Finds the byte positions of the features in a GeoJSON file, so that one can be read alone. */

export interface FeatureRanges {
	/** First byte of each member of `features`. */
	starts: Uint32Array;
	/** Length of each in bytes. */
	lengths: Uint32Array;
	/** The file without its features, as JSON text; invalid if the file is. */
	rest: string;
	/** False if the file ends within its features. */
	isWhole: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Finds the features only by brackets, commas and strings, so a feature with invalid
 * JSON does not affect the others.
 * @returns undefined when the file has no `features`
 */
export function featureRanges(bytes: Uint8Array): FeatureRanges | undefined {
	const first = firstFeature(bytes);
	if (first === undefined) return undefined;
	const starts: number[] = [];
	const lengths: number[] = [];
	/** Members are trimmed. Empty brackets have no member. */
	const add = (from: number, to: number) => {
		let [start, end] = [from, to];
		while (start < end && isSpace(bytes[start])) start++;
		while (end > start && isSpace(bytes[end - 1])) end--;
		if (start === end) return;
		starts.push(start);
		lengths.push(end - start);
	};
	let from = first;
	let depth = 1;
	let at = first;
	for (; at < bytes.length && depth > 0; at++) {
		const byte = bytes[at] as number;
		if (byte === quote) at = endOfString(bytes, at);
		else if (isOpening(byte)) depth++;
		else if (isClosing(byte)) depth--;
		if (depth > 1 || (depth === 1 && byte !== comma)) continue;
		add(from, at);
		from = at + 1;
	}
	const decoder = new TextDecoder();
	const head = decoder.decode(bytes.subarray(0, first));
	const tail = decoder.decode(bytes.subarray(at));
	return {
		starts: Uint32Array.from(starts),
		lengths: Uint32Array.from(lengths),
		rest: depth === 0 ? `${head}]${tail}` : `${head}]}`,
		isWhole: depth === 0,
	};
}

/** The position after `"features": [` of the outermost object. */
function firstFeature(bytes: Uint8Array): number | undefined {
	let depth = 0;
	let key = "";
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] as number;
		if (byte === quote) {
			const end = endOfString(bytes, at);
			if (depth === 1)
				key = new TextDecoder().decode(bytes.subarray(at + 1, end));
			at = end;
		} else if (isOpening(byte)) {
			if (depth === 1 && key === "features" && byte === 0x5b) return at + 1;
			depth++;
		} else if (isClosing(byte)) depth--;
	}
	return undefined;
}

/** Position of the closing quote of the string that begins at `start`, or the end of the file. */
function endOfString(bytes: Uint8Array, start: number): number {
	for (let at = start + 1; at < bytes.length; at++) {
		if (bytes[at] === quote) return at;
		if (bytes[at] === backslash) at++;
	}
	return bytes.length;
}

const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;
const isSpace = (byte: number | undefined) =>
	byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
