/** Who sends a request. */
import { isIP } from "node:net";
import { header, type Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";

export interface Viewer {
	/** `sourceIp` is the viewer's address. */
	request: Request;
	/** ISO 3166-1 alpha-2; undefined when it is not known. */
	country: string | undefined;
	protocol: string;
}

/**
 * Headers with which one tries what depends on who asks; nothing behind this
 * sees them. Without them the address is the connection's, the country is not
 * known, and the protocol is https, so that nothing redirects.
 */
const checks: [name: string, isRight: (value: string) => boolean][] = [
	["x-local-viewer-ip", (value) => isIP(value) !== 0],
	["x-local-viewer-country", (value) => /^[A-Z]{2}$/.test(value)],
	["x-local-viewer-protocol", (value) => /^https?$/.test(value)],
];

/** @throws UsageError for a value that no viewer can have */
export function viewerOf(sent: Request): Viewer {
	if (!checks.some(([name]) => name in sent.headers))
		return { request: sent, country: undefined, protocol: "https" };
	const headers = { ...sent.headers };
	const [ip, country, protocol = "https"] = checks.map(([name, isRight]) => {
		const value = header(sent, name);
		if (value !== undefined && !isRight(value))
			throw new UsageError(
				`${name} is ${value}; it takes an IP address, a country as JP, or http or https`,
			);
		delete headers[name];
		return value;
	});
	const request = { ...sent, headers, sourceIp: ip ?? sent.sourceIp };
	return { request, country, protocol };
}
