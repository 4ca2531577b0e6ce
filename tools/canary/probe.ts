/** Sends a question to a site, as its page does, so that a canary without visitors is tested too. */
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";

interface MonthIndex {
	features: { properties: { month: string } }[];
}

/** Time limit of an answer, milliseconds. The API's own limit is 29 s. */
const answerTimeout = 40_000;

export interface Probe {
	/** Sends the question once; false for a status of 500 or more, a failed connection or a timeout. */
	ask(): Promise<boolean>;
}

/**
 * Finds a published observation to ask about: the first of the newest month.
 * The probe costs one model call at most, because the answer is then cached.
 * @param timeout of each request, milliseconds
 * @throws Error when the site has no month
 */
export async function probeOf(
	site: string,
	timeout = answerTimeout,
): Promise<Probe> {
	const json = async <T>(path: string): Promise<T> => {
		const answer = await fetch(new URL(path, site), {
			signal: AbortSignal.timeout(timeout),
		});
		if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
		return answer.json() as Promise<T>;
	};
	const { features } = await json<MonthIndex>("/index.geojson");
	const month = features.at(-1)?.properties.month.replace("-", "");
	const { features: anomalies } = await json<{ features: AnomalyFeature[] }>(
		`/anomalies${month}.geojson`,
	);
	const [anomaly] = anomalies;
	if (!anomaly) throw new Error(`month ${month} has no anomaly to ask about`);
	const body = JSON.stringify(questionAbout(observationOf(anomaly)));
	return {
		async ask() {
			try {
				const { status } = await fetch(new URL("/api/reasoning", site), {
					method: "POST",
					headers: { "content-type": "application/json" },
					body,
					signal: AbortSignal.timeout(timeout),
				});
				return status < 500;
			} catch {
				return false;
			}
		},
	};
}
