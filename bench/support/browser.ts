/** A page in headless Chromium, and what its main thread did. */
import type { Browser, Page } from "playwright-core";

/** A task of the main thread, milliseconds. */
export interface Task {
	/** Since the trace began. */
	start: number;
	wall: number;
	/** CPU time of the thread: waiting on a busy machine does not count. */
	cpu: number;
}

export const viewport = { width: 1280, height: 800 };

/** A new window. It loads pages of Chromium's own, so the wait keeps their work out of what is measured. */
export async function open(browser: Browser): Promise<Page> {
	const context = await browser.newContext({ viewport });
	const page = await context.newPage();
	await page.waitForTimeout(1_000);
	return page;
}

/** The tasks of the main thread during an action. */
export async function tasksDuring(
	browser: Browser,
	page: Page,
	act: () => Promise<void>,
): Promise<Task[]> {
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
	ph: string;
	pid: number;
	tid: number;
	/** Microseconds. */
	ts: number;
	dur?: number;
	tdur?: number;
	args?: { name?: string; data?: { url?: string } };
}

/** Tasks of the page's renderer: Chromium has others, which load pages of its own when it starts. */
function tasksOf(events: TraceEvent[], origin: string): Task[] {
	const renderers = new Set(
		events
			.filter(({ args }) => args?.data?.url?.startsWith(origin))
			.map(({ pid }) => pid),
	);
	const threads = events
		.filter(
			({ name, args, pid }) =>
				name === "thread_name" &&
				args?.name === "CrRendererMain" &&
				renderers.has(pid),
		)
		.map(({ pid, tid }) =>
			events
				.filter(
					(event) =>
						event.pid === pid &&
						event.tid === tid &&
						event.ph === "X" &&
						event.name === "ThreadControllerImpl::RunTask",
				)
				.map(({ ts, dur = 0, tdur = dur }) => ({
					start: ts / 1000,
					wall: dur / 1000,
					cpu: tdur / 1000,
				})),
		);
	const work = (tasks: Task[]) => tasks.reduce((sum, { cpu }) => sum + cpu, 0);
	return threads.sort((a, b) => work(b) - work(a))[0] ?? [];
}
