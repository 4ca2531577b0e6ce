import FakeTimers from "@sinonjs/fake-timers";
import type { Clock } from "../core/clock.ts";

/** A clock that a test moves. */
export class ManualClock implements Clock {
	readonly #time = FakeTimers.createClock(Date.now());

	readonly now = (): number => this.#time.now;

	readonly after = (milliseconds: number, run: () => void) => {
		const timer = this.#time.setTimeout(run, milliseconds);
		return () => this.#time.clearTimeout(timer);
	};

	/** Lets time pass, and runs the functions that are due. */
	pass(milliseconds: number): void {
		this.#time.tick(milliseconds);
	}
}
