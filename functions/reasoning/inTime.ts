import { Unavailable } from "./errors.ts";
import type { Clock } from "./ports.ts";

/**
 * Waits for work until the deadline of the request, because several slow
 * services in a row take longer than API Gateway waits.
 * @param deadline epoch milliseconds
 * @throws Unavailable when the deadline comes first
 */
export async function inTime<T>(
	work: Promise<T>,
	deadline: number,
	clock: Clock,
): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Unavailable()), deadline - clock.now());
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
