/** One line of what happened since the start, for a terminal. */
import type { Metrics } from "./metrics.ts";

/** What the viewers' requests came to. */
export interface Counts {
	requests: number;
	/** Answered with 5xx. */
	errors: number;
}

export function statusLine(counts: Counts, metrics: Metrics): string {
	const hits = metrics.sum("CacheHit");
	const questions = hits + metrics.sum("CacheMiss");
	const share = questions > 0 ? Math.round((100 * hits) / questions) : 0;
	return [
		`${counts.requests} requests`,
		`${questions} questions, ${share} % from the cache`,
		`${metrics.sum("ModelCalls")} model calls`,
		`${counts.errors} errors`,
	].join(" · ");
}

/**
 * Keeps the line at the bottom of the terminal, below whatever is printed.
 * @returns stops it
 */
export function showStatus(line: () => string): () => void {
	const show = () => process.stdout.write(`\r\x1b[K${line()}`);
	const timer = setInterval(show, 500);
	return () => {
		clearInterval(timer);
		process.stdout.write("\n");
	};
}
