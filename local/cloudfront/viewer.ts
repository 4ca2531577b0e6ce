/** Who sends a request. */
import { isIP } from "node:net";
import { header, type Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";

export interface Viewer {
	/** `sourceIp` is the viewer's address. */
	request: Request;
	/** ISO 3166-1 alpha-2; undefined when it is not known. */
	country: string | undefined;
}

/**
 * Headers with which one tries what depends on who asks; nothing behind this
 * sees them. Without them the address is the connection's, and the country is
 * not known.
 * @throws UsageError for a value that no viewer can have
 */
export function viewerOf(sent: Request): Viewer {
	const {
		"x-local-viewer-ip": _,
		"x-local-viewer-country": __,
		...headers
	} = sent.headers;
	const ip = header(sent, "x-local-viewer-ip") ?? sent.sourceIp;
	const country = header(sent, "x-local-viewer-country");
	if (ip && !isIP(ip))
		throw new UsageError(`x-local-viewer-ip is ${ip}, which is no IP address`);
	if (country && !/^[A-Z]{2}$/.test(country))
		throw new UsageError(
			`x-local-viewer-country is ${country}; it takes a country as JP`,
		);
	return { request: { ...sent, headers, sourceIp: ip }, country };
}
