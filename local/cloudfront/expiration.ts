/** For how long the edge keeps an answer. */
import { header, type Response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import type { CachePolicy } from "./policies.ts";

/**
 * Seconds that an answer is kept; 0 when it is not.
 * @param now epoch milliseconds
 */
export type Lifetime = (
	answer: Response,
	policy: CachePolicy,
	now: number,
) => number;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html */
const defaultErrorMinTtl = 10;

/** As the distribution declares it for errors, and the policies for all else. */
export function readLifetime({
	customErrorResponses = [],
}: StateOf<"cloudfront.Distribution">): Lifetime {
	const minTtls = new Map<number, number>();
	for (const declared of customErrorResponses) {
		const { errorCode, errorCachingMinTtl, responsePagePath } = declared;
		if (responsePagePath)
			throw new UsageError(
				`${responsePagePath} is declared in place of errors ${errorCode}, and local/ shows errors as they are; take it out`,
			);
		minTtls.set(errorCode, errorCachingMinTtl ?? defaultErrorMinTtl);
	}
	return (answer, policy, now) =>
		answer.status < 400
			? timeToLive(answer, policy, now)
			: (minTtls.get(answer.status) ?? defaultErrorMinTtl);
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
function timeToLive(
	answer: Response,
	{ minTtl, defaultTtl, maxTtl }: CachePolicy,
	now: number,
): number {
	const control = header(answer, "cache-control") ?? "";
	const expires = header(answer, "expires");
	const wanted = /no-store|no-cache|private/.test(control)
		? 0
		: (maxAge(control) ??
			(expires ? (Date.parse(expires) - now) / 1000 : defaultTtl));
	return Math.min(maxTtl, Math.max(minTtl, wanted || 0));
}

/** `s-maxage`, else `max-age`. */
function maxAge(control: string): number | undefined {
	const [, seconds] =
		/s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control) ?? [];
	return seconds === undefined ? undefined : Number(seconds);
}
