/** One line of what happened since the start, for a terminal. */
import type { Writable } from "node:stream";
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
		`${questions} questions, ${share} % hits`,
		`${metrics.sum("ModelCalls")} model calls`,
		`${counts.errors} errors`,
	].join(" · ");
}

/** To the beginning of the line, and without what is there. */
const erase = "\r\x1b[K";

/**
 * Keeps the line at the bottom of the terminal: what else is printed takes its
 * place, and it comes again below.
 * @returns stops it
 */
export function showStatus(
	line: () => string,
	out: Writable = process.stdout,
	error: Writable = process.stderr,
): () => void {
	const put = out.write.bind(out);
	let isShown = false;
	const hide = () => {
		if (isShown) put(erase);
		isShown = false;
	};
	const show = () => {
		put(erase + line());
		isShown = true;
	};
	const restore = [out, error].map((stream) => {
		const { write } = stream;
		stream.write = (...args: unknown[]) => {
			hide();
			return Reflect.apply(write, stream, args);
		};
		return () => {
			stream.write = write;
		};
	});
	show();
	const timer = setInterval(show, 500);
	return () => {
		clearInterval(timer);
		hide();
		for (const own of restore) own();
	};
}
