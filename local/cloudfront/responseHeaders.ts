/** The declared response headers policies. */
import type { Headers } from "../core/http.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

type Policy = StateOf<"cloudfront.ResponseHeadersPolicy">;

interface Added {
	header: string;
	value: string;
	/** Whether it replaces the origin's header. */
	override: boolean;
}

/**
 * Returns a function that turns the headers of an origin's answer into those for
 * the viewer.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function responseHeaders(
	declarations: Declarations,
	id: string | undefined,
): (headers: Headers) => Headers {
	if (!id) return (headers) => headers;
	const policy = declarations.get("cloudfront.ResponseHeadersPolicy", { id });
	const removed = new Set(
		policy.removeHeadersConfig?.items?.map((one) => one.header.toLowerCase()),
	);
	const added: Added[] = [
		...securityHeaders(policy.securityHeadersConfig ?? {}),
		...(policy.customHeadersConfig?.items ?? []),
	];
	return (headers) => {
		const kept = Object.entries(headers).filter(([name]) => !removed.has(name));
		// A policy may add a header that it removes.
		const all = Object.fromEntries(kept);
		for (const { header, value, override } of added)
			if (override || !all[header.toLowerCase()])
				all[header.toLowerCase()] = [value];
		return all;
	};
}

function securityHeaders({
	contentSecurityPolicy: content,
	contentTypeOptions: type,
	frameOptions: frame,
	referrerPolicy: referrer,
	strictTransportSecurity: transport,
}: NonNullable<Policy["securityHeadersConfig"]>): Added[] {
	const add = (header: string, value = "", config?: { override?: boolean }) =>
		config ? [{ header, value, override: config.override ?? false }] : [];
	const lifetime = [
		`max-age=${transport?.accessControlMaxAgeSec}`,
		transport?.includeSubdomains && "includeSubDomains",
		transport?.preload && "preload",
	];
	return [
		...add("content-security-policy", content?.contentSecurityPolicy, content),
		...add("x-content-type-options", "nosniff", type),
		...add("x-frame-options", frame?.frameOption, frame),
		...add("referrer-policy", referrer?.referrerPolicy, referrer),
		...add(
			"strict-transport-security",
			lifetime.filter(Boolean).join("; "),
			transport,
		),
	];
}
