/**
 * Objects that were put into buckets, and those that were deleted: they outlive
 * the program that declares the bucket, as the table does.
 */
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { StoredObject } from "./s3Lists.ts";

/** What was done to a key last; undefined headers are those of a deletion. */
interface Kept {
	bucket: string;
	key: string;
	headers?: Record<string, string>;
}

export class Uploads {
	readonly #folder: string | undefined;
	/** By bucket and key; undefined is deleted. */
	readonly #objects = new Map<string, Map<string, StoredObject | undefined>>();

	/** @param folder in memory when undefined */
	constructor(folder: string | undefined) {
		this.#folder = folder;
		if (!folder) return;
		mkdirSync(folder, { recursive: true });
		for (const file of readdirSync(folder)) {
			if (file.endsWith(".unfinished")) continue;
			const bytes = readFileSync(join(folder, file));
			const end = bytes.indexOf("\n");
			const { bucket, key, headers }: Kept = JSON.parse(
				bytes.subarray(0, end).toString(),
			);
			const body = bytes.subarray(end + 1);
			this.#remember(bucket, key, headers && { body, headers });
		}
	}

	of(bucket: string): ReadonlyMap<string, StoredObject | undefined> {
		return this.#objects.get(bucket) ?? new Map();
	}

	/** @param object undefined deletes */
	set(bucket: string, key: string, object: StoredObject | undefined): void {
		this.#remember(bucket, key, object);
		if (!this.#folder) return;
		const kept: Kept = {
			bucket,
			key,
			...(object && { headers: object.headers }),
		};
		const file = join(this.#folder, encodeURIComponent(`${bucket} ${key}`));
		writeFileSync(
			`${file}.unfinished`,
			Buffer.concat([
				Buffer.from(`${JSON.stringify(kept)}\n`),
				object?.body ?? Buffer.alloc(0),
			]),
		);
		renameSync(`${file}.unfinished`, file);
	}

	#remember(bucket: string, key: string, object: StoredObject | undefined) {
		const objects = this.#objects.get(bucket) ?? new Map();
		objects.set(key, object);
		this.#objects.set(bucket, objects);
	}
}
