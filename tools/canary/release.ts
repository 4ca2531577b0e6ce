/** Starts a release with the Pulumi CLI, and finishes it or rolls it back. */

/** Runs `pulumi` with arguments. Resolves to its output; rejects when it fails. */
export type Pulumi = (...args: string[]) => Promise<string>;

export class Release {
	readonly #pulumi: Pulumi;

	constructor(pulumi: Pulumi) {
		this.#pulumi = pulumi;
	}

	/**
	 * Deploys with the live version as the stable one.
	 * @param weight share of invocations that a new version receives, 0 to 1
	 * @returns whether there is a new version, which must be finished or rolled back
	 */
	async begin(weight: number): Promise<boolean> {
		const stable = (await this.#outputs()).liveVersion;
		if (!stable) {
			// The first deployment has no stable version to compare with.
			await this.#up();
			return false;
		}
		await this.#set("stableVersion", stable);
		await this.#set("newVersionWeight", String(weight));
		await this.#up();
		const { functionVersion } = await this.#outputs();
		if (functionVersion !== stable) return true;
		await this.finish();
		return false;
	}

	/** Sends all invocations to the new version. */
	async finish(): Promise<void> {
		await this.#pulumi("config", "rm", "release");
		await this.#up();
	}

	/** Sends all invocations to the stable version. */
	async rollBack(): Promise<void> {
		await this.#set("newVersionWeight", "0");
		await this.#up();
	}

	async #outputs(): Promise<Record<string, string | undefined>> {
		return JSON.parse(await this.#pulumi("stack", "output", "--json"));
	}

	#set(field: string, value: string): Promise<string> {
		return this.#pulumi("config", "set", "--path", `release.${field}`, value);
	}

	#up(): Promise<string> {
		return this.#pulumi("up", "--yes", "--skip-preview");
	}
}
