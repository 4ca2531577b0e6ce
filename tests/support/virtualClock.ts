import type { Clock } from "../../functions/reasoning/ports.ts";

/** A clock that moves to the end of the next sleep when no other work can continue. */
export class VirtualClock implements Clock {
	#now = Date.parse("2024-08-01T00:00:00Z");
	#sleepers: { until: number; wake: () => void }[] = [];

	now(): number {
		return this.#now;
	}

	sleep(milliseconds: number): Promise<void> {
		return new Promise((wake) => {
			this.#sleepers.push({ until: this.#now + milliseconds, wake });
		});
	}

	/** Moves the clock until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		const done = () => {
			isDone = true;
		};
		work.then(done, done);
		for (;;) {
			// All work waits for this clock alone, so one turn of the event loop is enough.
			await new Promise(setImmediate);
			if (isDone) return work;
			this.#sleepers.sort((a, b) => b.until - a.until);
			const next = this.#sleepers.pop();
			if (!next) throw new Error("nobody sleeps, and the work is not done");
			this.#now = next.until;
			next.wake();
		}
	}
}
