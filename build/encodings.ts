/**
 * The encodings in which months are stored in addition. CloudFront compresses
 * neither `application/geo+json` nor files above 10 MB.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export interface Encoding {
	contentEncoding: "gzip" | "br";
	/** Suffix of the file's name; functions/edge has the same. */
	suffix: ".gz" | ".br";
	encode(content: Uint8Array): Uint8Array;
}

export const encodings: Encoding[] = [
	{
		contentEncoding: "gzip",
		suffix: ".gz",
		encode: gzip,
	},
	{ contentEncoding: "br", suffix: ".br", encode: brotli },
];

/** The same bytes on every system. zlib writes the system's number, and a changed file is uploaded again. */
function gzip(content: Uint8Array): Buffer {
	const bytes = gzipSync(content, { level: 9 });
	// "Unknown": https://www.rfc-editor.org/rfc/rfc1952#page-8
	bytes[9] = 255;
	return bytes;
}

/**
 * Level 11 takes 3 s for 1 MB of GeoJSON and saves a sixth of gzip's bytes.
 * Level 5 takes 0.04 s, as gzip does. It compresses larger files, which repeat
 * more, to 8 %.
 */
const largestAtLevel11 = 1024 * 1024;

function brotli(content: Uint8Array): Buffer {
	return brotliCompressSync(content, {
		params: {
			[constants.BROTLI_PARAM_QUALITY]:
				content.length > largestAtLevel11 ? 5 : 11,
			[constants.BROTLI_PARAM_SIZE_HINT]: content.length,
		},
	});
}
