/**
 * Child process: evaluates the program and sends what it declares to the
 * parent. Pulumi and the AWS package take 150 MB and a second; here they are
 * gone when the work is done.
 */
import { asset } from "@pulumi/pulumi";
import { BrokenData } from "../components/months.ts";
import { WrongSettings } from "../components/settings.ts";
import type { DeclaredResource } from "./declarations.ts";
import { evaluate } from "./program.ts";
import type { StackConfig } from "./stackConfig.ts";

export type Report =
	| { resources: DeclaredResource[] }
	/** What the operator can mend. */
	| { problem: string };

async function report(config: StackConfig): Promise<Report> {
	try {
		const { resources } = await evaluate(config);
		return {
			resources: await Promise.all(
				resources.map(async ({ urn, type, name, id, state }) => ({
					urn,
					type,
					name,
					id,
					state: (await plain(state)) as DeclaredResource["state"],
				})),
			),
		};
	} catch (error) {
		if (error instanceof WrongSettings || error instanceof BrokenData)
			return { problem: error.message };
		throw error;
	}
}

/** Assets and archives as the paths or texts that they stand for. */
async function plain(value: unknown): Promise<unknown> {
	if (value instanceof asset.FileAsset || value instanceof asset.FileArchive)
		return { path: await value.path };
	if (value instanceof asset.StringAsset) return { text: await value.text };
	if (value instanceof asset.AssetArchive)
		return { assets: await plain(await value.assets) };
	if (Array.isArray(value)) return Promise.all(value.map(plain));
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).map(
		async ([key, inner]) => [key, await plain(inner)] as const,
	);
	return Object.fromEntries(await Promise.all(entries));
}

process.once("message", async (config: StackConfig) => {
	process.send?.(await report(config), () => process.disconnect());
});
