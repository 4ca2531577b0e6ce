/** Looks at a new version for a stated time, and says whether it may stay. */

/** What one look found. */
export interface Look {
	/** Alarms that are raised, by name. */
	alarms: string[];
	/** Probes of the site since the last look, and how many of them failed. */
	probes: number;
	failures: number;
}

export interface WatchOptions {
	/** Throws when it cannot see. */
	look(): Promise<Look>;
	/** Waits until the next look. */
	pause(): Promise<void>;
	/** How many looks the time has. */
	looks: number;
	say(line: string): void;
}

/** Why a version must go back; undefined when it may stay. */
export type Verdict = string | undefined;

/** Looks that may fail in a row: after them nobody knows how the version does. */
const mostBlindLooks = 3;
/** As of the alarm `function-errors`: a share of fewer probes says nothing. */
const fewestProbes = 20;
const mostFailedShare = 0.05;

/** Ends at once when an alarm is raised, too many probes fail or nothing can be seen; else when the time is over. */
export async function watch({
	look,
	pause,
	looks,
	say,
}: WatchOptions): Promise<Verdict> {
	let blind = 0;
	let probes = 0;
	let failures = 0;
	for (let number = 1; number <= looks; number++) {
		await pause();
		try {
			const seen = await look();
			blind = 0;
			probes += seen.probes;
			failures += seen.failures;
			say(
				`look ${number} of ${looks}: ${seen.alarms.length} alarms, ${failures} of ${probes} probes failed`,
			);
			if (seen.alarms.length > 0)
				return `raised alarms: ${seen.alarms.join(", ")}`;
			if (probes >= fewestProbes && failures / probes > mostFailedShare)
				return `${failures} of ${probes} probes failed`;
		} catch (error) {
			blind += 1;
			say(`look ${number} of ${looks}: ${(error as Error).message}`);
			if (blind === mostBlindLooks)
				return `${blind} looks in a row failed, the last with: ${(error as Error).message}`;
		}
	}
	return undefined;
}
