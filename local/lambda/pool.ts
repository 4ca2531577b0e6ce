/** The environments of one version, started and reused as on AWS. */
import { availableParallelism } from "node:os";
import type { FunctionError, Outcome } from "../core/service.ts";
import type { EnvironmentOptions } from "./configuration.ts";
import { Environment, type Invocation } from "./environment.ts";

/** The largest number of environments. AWS would start more; here, further calls wait for a free one. */
const maxEnvironments = Math.max(8, 2 * availableParallelism());

export class Pool {
	readonly #options: EnvironmentOptions;
	readonly #most: number;
	readonly #all = new Set<Environment>();
	/** Free environments, the last used one at the end. */
	#idle: Environment[] = [];
	readonly #waiting: ((environment: Environment) => void)[] = [];

	constructor(options: EnvironmentOptions, most = maxEnvironments) {
		this.#options = options;
		this.#most = most;
	}

	async invoke(invocation: Invocation): Promise<Outcome> {
		const environment = await this.#take();
		try {
			return await environment.invoke(invocation);
		} finally {
			this.#release(environment);
		}
	}

	/** Starts an environment before the first call. Returns the reason if its code does not load. */
	async provision(): Promise<FunctionError | undefined> {
		const environment = this.#make();
		await environment.ready;
		this.#release(environment);
		return environment.ended;
	}

	async close(): Promise<void> {
		await Promise.all([...this.#all].map((environment) => environment.close()));
	}

	#make(): Environment {
		const environment = new Environment(this.#options);
		this.#all.add(environment);
		environment.whenEnded.then(() => {
			this.#all.delete(environment);
			this.#idle = this.#idle.filter((one) => one !== environment);
		});
		return environment;
	}

	/** The free environment that was used last, a new one, or the next free one. */
	async #take(): Promise<Environment> {
		const idle = this.#idle.pop();
		if (idle) return idle;
		if (this.#all.size < this.#most) return this.#make();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	#release(environment: Environment): void {
		const next = this.#waiting.shift();
		if (next) next(environment.ended ? this.#make() : environment);
		else if (!environment.ended) this.#idle.push(environment);
	}
}
