/** The sender of a request. */
import { isIP } from "node:net";
import { header, type Request } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";

export type Viewer = ReturnType<typeof viewerOf>;

/**
 * The request with the viewer's address, and the viewer's country by ISO 3166-1
 * alpha-2. A developer sets both by two headers, which go no further. Without
 * them, the address is that of the connection, and the country is undefined.
 * @throws UsageError for a value that no viewer can have
 */
export function viewerOf(sent: Request) {
	const {
		"x-local-viewer-ip": _,
		"x-local-viewer-country": __,
		...headers
	} = sent.headers;
	const ip = header(sent, "x-local-viewer-ip") ?? sent.sourceIp;
	const country = header(sent, "x-local-viewer-country");
	if (ip && !isIP(ip))
		throw new UsageError(`x-local-viewer-ip is ${ip}, not an IP address`);
	if (country && !/^[A-Z]{2}$/.test(country))
		throw new UsageError(
			`x-local-viewer-country is ${country}; it takes a country code such as JP`,
		);
	return { request: { ...sent, headers, sourceIp: ip }, country };
}
