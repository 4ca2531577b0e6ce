/**
 * Stores the cell-days of each Lite file in a file of its own, so that no Lite
 * file is read twice. A year of one satellite takes about 20 MB.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { UsageError } from "../../../local/core/usageError.ts";
import { writeWhole } from "../../cli/files.ts";
import type { CellDays } from "./cellDays.ts";
import type { CellParameters } from "./parameters.ts";

const Head = z.object({
	format: z.literal("co2-cell-days-1"),
	/** Name of the Lite file, and its bytes. */
	source: z.string(),
	size: z.number(),
	doi: z.optional(z.string()),
	/** Good soundings. */
	used: z.number(),
	rows: z.number(),
});

export interface KeptFile
	extends Omit<z.infer<typeof Head>, "format" | "rows"> {
	days: CellDays;
}

const suffix = ".cells";
const columns = [
	["cell", Uint32Array],
	["latitude", Float32Array],
	["longitude", Float32Array],
	["xco2", Float32Array],
	["uncertainty", Float32Array],
	["background", Float32Array],
] as const;

/** A folder of cell-days, all made with the same parameters. */
export class State {
	readonly folder: string;
	/** As JSON, as stored in the folder. */
	readonly #parameters: string;

	/** @throws UsageError when the folder holds cell-days of other parameters */
	constructor(folder: string, parameters: CellParameters) {
		const { cell, band, quality, leastSoundings, leastBandSoundings } =
			parameters;
		this.folder = folder;
		this.#parameters = JSON.stringify({
			cell,
			band,
			quality,
			leastSoundings,
			leastBandSoundings,
		});
		const kept = readIfThere(this.#parametersFile)?.toString();
		if (kept !== undefined && kept !== this.#parameters)
			throw new UsageError(
				`${folder} was made with ${kept}, and now it is ${this.#parameters}; give the same options, or another folder with --state`,
			);
	}

	get #parametersFile() {
		return join(this.folder, "parameters.json");
	}

	/** Must be called before the first write. */
	begin(): void {
		writeWhole(this.#parametersFile, this.#parameters);
	}

	/** Names of the Lite files with stored cell-days. */
	list(): string[] {
		if (!existsSync(this.folder)) return [];
		return readdirSync(this.folder)
			.filter((name) => name.endsWith(suffix))
			.map((name) => name.slice(0, -suffix.length))
			.sort();
	}

	/** Whether the cell-days of a file with this name and size are stored. */
	has(source: string, size: number): boolean {
		const bytes = readIfThere(this.#fileOf(source));
		return bytes !== undefined && readHead(bytes)?.head.size === size;
	}

	/** Returns the stored cell-days of a file; undefined when there are none, or another version wrote them. */
	read(source: string): KeptFile | undefined {
		const bytes = readIfThere(this.#fileOf(source));
		const found = bytes && readHead(bytes);
		if (!bytes || !found) return undefined;
		const { head, end } = found;
		let at = end;
		const days: Record<string, Uint32Array | Float32Array> = {};
		for (const [name, Type] of columns) {
			const part = bytes.subarray(at, at + 4 * head.rows);
			days[name] = new Type(Uint8Array.from(part).buffer);
			at += part.length;
		}
		return { ...head, days: days as unknown as CellDays };
	}

	write({ days, ...head }: KeptFile): void {
		const { length: rows } = days.cell;
		const text = JSON.stringify({ format: "co2-cell-days-1", ...head, rows });
		const parts = columns.map(([name]) => {
			const { buffer, byteOffset, byteLength } = days[name];
			return Buffer.from(buffer, byteOffset, byteLength);
		});
		writeWhole(
			this.#fileOf(head.source),
			Buffer.concat([Buffer.from(`${text}\n`), ...parts]),
		);
	}

	forget(source: string): void {
		rmSync(this.#fileOf(source), { force: true });
	}

	#fileOf(source: string): string {
		return join(this.folder, source + suffix);
	}
}

function readIfThere(file: string): Buffer | undefined {
	try {
		return readFileSync(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

function readHead(bytes: Buffer) {
	const end = bytes.indexOf("\n") + 1;
	try {
		const head = Head.parse(JSON.parse(bytes.subarray(0, end).toString()));
		const isWhole = bytes.length === end + 4 * columns.length * head.rows;
		return isWhole ? { head, end } : undefined;
	} catch {
		return undefined;
	}
}
