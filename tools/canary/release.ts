/** A release by the Pulumi CLI: begun with a share of the calls, then finished or taken back. */

/** Runs `pulumi` with arguments; resolves to what it wrote, rejects when it fails. */
export type Pulumi = (...args: string[]) => Promise<string>;

export class Release {
	readonly #pulumi: Pulumi;

	constructor(pulumi: Pulumi) {
		this.#pulumi = pulumi;
	}

	/**
	 * Deploys, with the version that is live now as the stable one.
	 * @param weight share of the calls that a new version answers, 0 to 1
	 * @returns whether there is a new version, which has to be finished or taken back
	 */
	async begin(weight: number): Promise<boolean> {
		const stable = (await this.#outputs()).liveVersion;
		if (!stable) {
			// The first deployment: nothing that could be compared.
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

	/** All calls to the new version. */
	async finish(): Promise<void> {
		await this.#pulumi("config", "rm", "release");
		await this.#up();
	}

	/** All calls to the stable version. */
	async takeBack(): Promise<void> {
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
