/** Checks a new version repeatedly for a given time, and decides whether it may stay. */

/** The result of one check. */
export interface Check {
	/** Names of the alarms in state ALARM. */
	alarms: string[];
	/** Number of probes of the site since the last check, and how many failed. */
	probes: number;
	failures: number;
}

export interface WatchOptions {
	/** Throws when the check is not possible. */
	check(): Promise<Check>;
	/** Waits until the next check. */
	pause(): Promise<void>;
	/** Number of checks. */
	checks: number;
	log(line: string): void;
}

/** Why a version must be rolled back; undefined when it may stay. */
export type Verdict = string | undefined;

/** Failed checks in a row after which the version is rolled back, because its state is unknown. */
const maxFailedChecks = 3;
/** Least number of probes, as in the alarm `function-errors`: a share of fewer says nothing. */
const minProbes = 20;
const maxFailedShare = 0.05;

/** Returns at once when an alarm is raised, too many probes fail or checks are not possible; otherwise at the end of the time. */
export async function watch({
	check,
	pause,
	checks,
	log,
}: WatchOptions): Promise<Verdict> {
	let failedChecks = 0;
	let probes = 0;
	let failures = 0;
	for (let number = 1; number <= checks; number++) {
		await pause();
		try {
			const seen = await check();
			failedChecks = 0;
			probes += seen.probes;
			failures += seen.failures;
			log(
				`check ${number} of ${checks}: ${seen.alarms.length} alarms, ${failures} of ${probes} probes failed`,
			);
			if (seen.alarms.length > 0)
				return `raised alarms: ${seen.alarms.join(", ")}`;
			if (probes >= minProbes && failures / probes > maxFailedShare)
				return `${failures} of ${probes} probes failed`;
		} catch (error) {
			failedChecks += 1;
			log(`check ${number} of ${checks}: ${(error as Error).message}`);
			if (failedChecks === maxFailedChecks)
				return `${failedChecks} checks in a row failed, the last with: ${(error as Error).message}`;
		}
	}
	return undefined;
}
