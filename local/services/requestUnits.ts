/** What an on-demand table serves at the most. */
import { ServiceError } from "./jsonProtocol.ts";

/** Seconds of unused throughput that a table saves up. */
const burstSeconds = 300;

/**
 * Reads or writes of one table. DynamoDB takes its ceiling as a target, and
 * lets saved up throughput exceed it: a bucket that may go into debt by one call.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 */
export class RequestUnits {
	readonly #kind: "Read" | "Write";
	readonly #tableArn: string;
	/** Units a second. */
	readonly #ceiling: number;
	#saved: number;
	#at: number;

	constructor(
		kind: "Read" | "Write",
		tableArn: string,
		ceiling: number,
		now = Date.now(),
	) {
		this.#kind = kind;
		this.#tableArn = tableArn;
		this.#ceiling = ceiling;
		this.#saved = ceiling * burstSeconds;
		this.#at = now;
	}

	/** @throws ServiceError when there is nothing left */
	admit(now = Date.now()): void {
		const gained = ((now - this.#at) / 1000) * this.#ceiling;
		this.#saved = Math.min(this.#ceiling * burstSeconds, this.#saved + gained);
		this.#at = now;
		if (this.#saved > 0) return;
		const reason = `Table${this.#kind}MaxOnDemandThroughputExceeded`;
		throw new ServiceError(
			"com.amazon.coral.availability#ThrottlingException",
			"Throughput exceeds the maximum OnDemandThroughput configured on table or index",
			400,
			{ throttlingReasons: [{ reason, resource: this.#tableArn }] },
		);
	}

	spend(units: number): void {
		this.#saved -= units;
	}
}
