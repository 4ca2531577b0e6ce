/** Releases a version as a canary: watches it, and rolls it back when it fails. */
import type { Release } from "./release.ts";
import { type Verdict, watch } from "./watch.ts";

export interface CanaryOptions {
	release: Pick<Release, "begin" | "finish" | "rollBack">;
	/** Share of invocations that the new version receives, 0 to 1. */
	weight: number;
	/** Names of the critical alarms in state ALARM. */
	alarms(): Promise<string[]>;
	/** Sends one question to the site while the canary runs; false when it fails. */
	probe(): Promise<boolean>;
	probesPerCheck: number;
	pause(): Promise<void>;
	checks: number;
	log(line: string): void;
}

/** `refused`: nothing was deployed; `unchanged`: the deployment has no new version. */
export type Outcome = "finished" | "unchanged" | "rolled back" | "refused";

/**
 * Deploys a canary, watches it, and then finishes the release or rolls it back.
 * @throws Error when the deployment fails; the live version then stays live
 */
export async function canary(options: CanaryOptions): Promise<Outcome> {
	const { release, weight, alarms, log } = options;
	const raised = await alarms();
	if (raised.length > 0) {
		log(
			`Nothing was deployed: these alarms are raised already: ${raised.join(", ")}. Fix their cause first (docs/operate.md).`,
		);
		return "refused";
	}
	if (!(await release.begin(weight))) {
		log("Deployed; there is no new version of the function to watch.");
		return "unchanged";
	}
	log(`The new version answers ${100 * weight} % of the calls.`);
	const verdict = await watched(options);
	if (verdict !== undefined) {
		log(`Rolled back: ${verdict}.`);
		await release.rollBack();
		return "rolled back";
	}
	await release.finish();
	log("The new version answers all calls.");
	return "finished";
}

function watched(options: CanaryOptions): Promise<Verdict> {
	const { alarms, probe, probesPerCheck } = options;
	return watch({
		...options,
		async check() {
			let failures = 0;
			for (let number = 0; number < probesPerCheck; number++)
				if (!(await probe())) failures += 1;
			return { alarms: await alarms(), probes: probesPerCheck, failures };
		},
	});
}
