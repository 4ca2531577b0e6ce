/** Checks a new version repeatedly for a given time, and decides whether it may stay. */

/** The result of one check. */
export interface Look {
	/** Names of the alarms in state ALARM. */
	alarms: string[];
	/** Number of probes of the site since the last check, and how many failed. */
	probes: number;
	failures: number;
}

export interface WatchOptions {
	/** Throws when the check is not possible. */
	look(): Promise<Look>;
	/** Waits until the next check. */
	pause(): Promise<void>;
	/** Number of checks. */
	looks: number;
	say(line: string): void;
}

/** Why a version must be rolled back; undefined when it may stay. */
export type Verdict = string | undefined;

/** Failed checks in a row after which the version is rolled back, because its state is unknown. */
const mostBlindLooks = 3;
/** Least number of probes, as in the alarm `function-errors`: a share of fewer says nothing. */
const fewestProbes = 20;
const mostFailedShare = 0.05;

/** Returns at once when an alarm is raised, too many probes fail or checks are not possible; otherwise at the end of the time. */
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
