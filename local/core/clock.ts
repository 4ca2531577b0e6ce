/** The time of what limits a service: the machine's, or in a test one that the test moves. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/**
	 * Runs something when this time has passed.
	 * @returns what keeps it from being run
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
