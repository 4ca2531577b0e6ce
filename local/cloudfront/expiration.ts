/** For how long the edge keeps an answer. */
import { header, type Response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { StateOf } from "../evaluate/declarations.ts";
import type { CachePolicy } from "./policies.ts";

/** Seconds that an answer is kept; 0 when it is not. */
export type Lifetime = (answer: Response, policy: CachePolicy) => number;

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
	return (answer, policy) =>
		answer.status < 400
			? timeToLive(header(answer, "cache-control") ?? "", policy)
			: (minTtls.get(answer.status) ?? defaultErrorMinTtl);
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html */
function timeToLive(
	control: string,
	{ minTtl, defaultTtl, maxTtl }: CachePolicy,
): number {
	const [, seconds = defaultTtl] =
		/s-maxage=(\d+)/.exec(control) ?? /max-age=(\d+)/.exec(control) ?? [];
	const isKept = !/no-store|no-cache|private/.test(control);
	return Math.min(maxTtl, Math.max(minTtl, isKept ? Number(seconds) : 0));
}
