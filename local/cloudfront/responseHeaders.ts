/** The declared response headers policies. */
import type { Headers } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";

/** What a policy makes of an answer's headers, lower case. */
export interface ResponseHeaders {
	/** Taken away before others are added. */
	removed: string[];
	/** In place of the origin's. */
	overrides: Headers;
	/** Unless the origin has them. */
	defaults: Headers;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html */
export function responseHeaders(
	declarations: Declarations,
	id: string | undefined,
): ResponseHeaders {
	const added: ResponseHeaders = { removed: [], overrides: {}, defaults: {} };
	if (!id) return added;
	const policy = declarations
		.all("cloudfront.ResponseHeadersPolicy")
		.find((candidate) => candidate.id === id);
	if (!policy)
		throw new UsageError(
			`the response headers policy ${id} is not declared, and local/ knows none of AWS's own; declare it`,
		);
	for (const { header } of policy.removeHeadersConfig?.items ?? [])
		added.removed.push(header.toLowerCase());
	const add = (name: string, value = "", config?: { override?: boolean }) => {
		if (config)
			added[config.override ? "overrides" : "defaults"][name] = [value];
	};
	const {
		contentSecurityPolicy: content,
		contentTypeOptions: type,
		frameOptions: frame,
		referrerPolicy: referrer,
		strictTransportSecurity: transport,
	} = policy.securityHeadersConfig ?? {};
	add("content-security-policy", content?.contentSecurityPolicy, content);
	add("x-content-type-options", "nosniff", type);
	add("x-frame-options", frame?.frameOption, frame);
	add("referrer-policy", referrer?.referrerPolicy, referrer);
	const maxAge = `max-age=${transport?.accessControlMaxAgeSec}`;
	const subdomains = transport?.includeSubdomains ? "; includeSubDomains" : "";
	const preload = transport?.preload ? "; preload" : "";
	add(
		"strict-transport-security",
		`${maxAge}${subdomains}${preload}`,
		transport,
	);
	for (const custom of policy.customHeadersConfig?.items ?? [])
		add(custom.header.toLowerCase(), custom.value, custom);
	return added;
}

/** The headers of an answer, as the viewer gets them. */
export function withPolicy(
	headers: Headers,
	{ removed, defaults, overrides }: ResponseHeaders,
): Headers {
	const kept = Object.entries(headers).filter(
		([name]) => !removed.includes(name),
	);
	return { ...defaults, ...Object.fromEntries(kept), ...overrides };
}
