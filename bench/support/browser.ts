/** A page in headless Chromium, and what its main thread did. */
import type { Browser, Page } from "playwright-core";

/** A new window. It loads pages of Chromium's own, so the wait keeps their work out of what is measured. */
export async function open(browser: Browser): Promise<Page> {
	const viewport = { width: 1280, height: 800 };
	const context = await browser.newContext({ viewport });
	const page = await context.newPage();
	await page.waitForTimeout(1_000);
	return page;
}

/**
 * The tasks of the main thread during an action: milliseconds of CPU time,
 * so waiting on a busy machine does not count.
 */
export async function tasksDuring(
	browser: Browser,
	page: Page,
	act: () => Promise<void>,
): Promise<number[]> {
	// The timeline names the page that an event is of.
	const categories = ["toplevel", "__metadata", "devtools.timeline"];
	await browser.startTracing(page, { categories });
	await act();
	const trace = await browser.stopTracing();
	const { origin } = new URL(page.url());
	return tasksOf(JSON.parse(trace.toString()).traceEvents, origin);
}

interface TraceEvent {
	name: string;
	pid: number;
	tid: number;
	/** Microseconds: of the clock, and of the thread's CPU time. */
	dur?: number;
	tdur?: number;
	args?: { name?: string; data?: { url?: string } };
}

/** Tasks of the page's renderer: Chromium has others, which load pages of its own when it starts. */
function tasksOf(events: TraceEvent[], origin: string): number[] {
	const renderers = new Set(
		events
			.filter(({ args }) => args?.data?.url?.startsWith(origin))
			.map(({ pid }) => pid),
	);
	const threads = events.filter(
		({ name, args, pid }) =>
			name === "thread_name" &&
			args?.name === "CrRendererMain" &&
			renderers.has(pid),
	);
	const tasks = threads.map(({ pid, tid }) =>
		events
			.filter((event) => event.pid === pid && event.tid === tid)
			.filter(({ name }) => name === "ThreadControllerImpl::RunTask")
			.map(({ dur = 0, tdur = dur }) => tdur / 1000),
	);
	return tasks.sort((a, b) => sum(b) - sum(a))[0] ?? [];
}

export const sum = (times: number[]) => times.reduce((a, b) => a + b, 0);
