/** Not all browsers have it: https://developer.mozilla.org/docs/Web/API/Scheduler/yield */
const { scheduler } = globalThis as {
	scheduler?: { yield?(): Promise<void> };
};

/** Lets the browser paint and handle input between two pieces of work. */
export const turn = (): Promise<void> =>
	scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));

/** Waits until the browser has nothing else to do, for half a second at most. */
export const idle = (): Promise<void> =>
	new Promise((resolve) => {
		if ("requestIdleCallback" in window)
			requestIdleCallback(() => resolve(), { timeout: 500 });
		else setTimeout(resolve);
	});
