/** `data upload`: uploads the months of a folder to the data bucket of a stack. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	DeleteObjectCommand,
	PutObjectCommand,
	paginateListObjectsV2,
	S3Client,
} from "@aws-sdk/client-s3";
import { root } from "../../build/projectRoot.ts";
import {
	type Month,
	monthIndex,
	readMonths,
} from "../../components/storage/months.ts";
import {
	cacheControl,
	filesOf,
	geojson,
} from "../../components/storage/publishedFiles.ts";
import type { MonthIndex } from "../../contract/month.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { publishedIndex } from "../cli/published.ts";
import { openStack, type Stack, type StackOptions } from "../cli/stack.ts";
import type { Terminal } from "../cli/terminal.ts";
import { invalidate } from "./invalidate.ts";

export interface UploadOptions extends StackOptions {
	prune?: true;
	json?: true;
	dryRun?: true;
}

/** An object to upload. */
interface Entry {
	key: string;
	body: Buffer;
	contentType: string;
	contentEncoding?: string;
}

export interface Report {
	uploaded: string[];
	unchanged: number;
	deleted: string[];
}

const indexKey = "index.geojson";

export async function upload(
	dir: string,
	options: UploadOptions,
	terminal: Terminal,
): Promise<void> {
	const { months, warnings } = readMonths(dir);
	for (const warning of warnings) terminal.log(warning);
	const stack = await openStack(options);
	checkOwner(stack);
	const bucket = new Bucket(stack);
	const there = await bucket.list();
	const others = options.prune ? [] : await otherMonths(stack, months);
	const index = indexOf(months, others);
	const report: Report = { uploaded: [], unchanged: 0, deleted: [] };
	const isChanged = ({ key, body }: Entry) => there.get(key) !== etagOf(body);
	const progress = terminal.progress({
		title: "Objects compared",
		total: months.flatMap(filesOf).length + 1,
	});
	const put = async (entry: Entry) => {
		if (isChanged(entry)) {
			if (!options.dryRun) await bucket.put(entry);
			report.uploaded.push(entry.key);
		} else report.unchanged++;
		progress.add();
	};
	const invalidateChanged = async () => {
		const changed = [...report.uploaded, ...report.deleted];
		if (!options.dryRun) await invalidate(stack, changed);
	};
	try {
		for (const month of months) {
			// A stop takes effect between two months, so all objects of a month have the same content.
			terminal.signal.throwIfAborted();
			for (const { path, ...file } of filesOf(month))
				await put({ ...file, body: readFileSync(join(root, path)) });
		}
		terminal.signal.throwIfAborted();
		// The index comes last, so that it never lists a missing file.
		await put({ key: indexKey, body: index, contentType: geojson });
		for (const key of leftKeys(there.keys(), months, options)) {
			terminal.signal.throwIfAborted();
			if (!options.dryRun) await bucket.delete(key);
			report.deleted.push(key);
		}
	} catch (error) {
		// The next run finds these objects unchanged and does not invalidate them.
		await invalidateChanged().catch(({ message }: Error) =>
			terminal.log(
				`CloudFront may serve replaced objects for a day; invalidate /*: ${message}`,
			),
		);
		throw error;
	} finally {
		progress.stop();
	}
	await invalidateChanged();
	printReport(report, options, terminal);
}

/** Returns old variants of the folder's months and, with --prune, months that the folder does not have. */
function leftKeys(
	there: Iterable<string>,
	months: Month[],
	{ prune }: UploadOptions,
): string[] {
	const keptKeys = new Set(months.flatMap(filesOf).map(({ key }) => key));
	const own = new Set(months.map(({ index }) => index.properties.month));
	return [...there].filter((key) => {
		const month = monthOfKey(key);
		return month && !keptKeys.has(key) && (prune || own.has(month));
	});
}

/** Only one publisher per stack is allowed: two would remove each other's months from the index. */
function checkOwner({ toolSettings: { dataDir } }: Stack): void {
	if (dataDir === "") return;
	throw new UsageError(
		`the program publishes the months of ${dataDir} in this stack; to upload in its place: npx pulumi config set dataDir "", then npx pulumi up`,
	);
}

/** Returns the `YYYYMM` of a month's object, and undefined for other objects. */
function monthOfKey(key: string): string | undefined {
	return /^anomalies(\d{6})\./.exec(key)?.[1];
}

type Feature = MonthIndex["features"][number];

/** Published months that are not in the folder. */
async function otherMonths(stack: Stack, months: Month[]): Promise<Feature[]> {
	const own = new Set(months.map(({ index }) => index.properties.month));
	const { features } = await publishedIndex(stack);
	return features.filter(({ properties }) => !own.has(properties.month));
}

function indexOf(months: Month[], others: Feature[]): Buffer {
	const index = monthIndex(months);
	index.features = [...index.features, ...others].sort((a, b) =>
		a.properties.month < b.properties.month ? -1 : 1,
	);
	return Buffer.from(JSON.stringify(index));
}

/** The ETag of S3 for an object that was uploaded in one part with SSE-S3 encryption. */
function etagOf(body: Buffer): string {
	return `"${createHash("md5").update(body).digest("hex")}"`;
}

class Bucket {
	readonly #client: S3Client;
	readonly #name: string;

	constructor({ client, dataBucketName }: Stack) {
		this.#client = new S3Client(client);
		this.#name = dataBucketName;
	}

	/** ETags by key. */
	async list(): Promise<Map<string, string>> {
		const etags = new Map<string, string>();
		const pages = paginateListObjectsV2(
			{ client: this.#client },
			{ Bucket: this.#name },
		);
		for await (const { Contents = [] } of pages)
			for (const { Key = "", ETag = "" } of Contents) etags.set(Key, ETag);
		return etags;
	}

	async put({ key, body, contentType, contentEncoding }: Entry): Promise<void> {
		await this.#client.send(
			new PutObjectCommand({
				Bucket: this.#name,
				Key: key,
				Body: body,
				ContentType: contentType,
				CacheControl: cacheControl,
				...(contentEncoding && { ContentEncoding: contentEncoding }),
			}),
		);
	}

	async delete(key: string): Promise<void> {
		await this.#client.send(
			new DeleteObjectCommand({ Bucket: this.#name, Key: key }),
		);
	}
}

function printReport(
	report: Report,
	{ json, dryRun }: UploadOptions,
	{ print }: Terminal,
): void {
	if (json) {
		print(JSON.stringify(report));
		return;
	}
	const { uploaded, unchanged, deleted } = report;
	const would = dryRun ? "would be " : "";
	for (const key of uploaded) print(`${key} ${would}uploaded`);
	for (const key of deleted) print(`${key} ${would}deleted`);
	print(
		`${uploaded.length} objects ${would}uploaded, ${unchanged} unchanged, ${deleted.length} ${would}deleted`,
	);
}
