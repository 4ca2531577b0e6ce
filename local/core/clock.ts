/** The clock of limits and time-outs: the machine's, or one that a test moves. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/**
	 * Runs a function after a time.
	 * @returns a function that cancels it
	 */
	after(milliseconds: number, run: () => void): () => void;
}

export const machineClock: Clock = {
	now: Date.now,
	after(milliseconds, run) {
		const timer = setTimeout(run, milliseconds);
		return () => clearTimeout(timer);
	},
};
