import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
	GetObjectCommand,
	NoSuchKey,
	S3Client,
	S3ServiceException,
} from "@aws-sdk/client-s3";
import { type MonthOfAnomalies, monthFile } from "../../../contract/month.ts";
import {
	type Observation,
	observationOf,
} from "../../../contract/observation.ts";
import type { Observed } from "../../../contract/request.ts";
import { Unavailable } from "../errors.ts";
import type { PublishedObservations } from "../ports.ts";
import { awsClient } from "./awsClient.ts";

/** The least recently used months are dropped while all have more observations than this, about 60 MB. */
const maxObservations = 100_000;

interface Month {
	etag: string | undefined;
	observations: Map<string, Observation>;
}

type Place = Pick<Observed, "lat" | "lon" | "date">;

/** The months of the data bucket, kept in memory and checked for changes at each use. */
export function publishedMonths(bucket: string): PublishedObservations {
	const client = new S3Client(awsClient);
	const months = new Map<string, Month>();
	return {
		async find(place) {
			const file = monthFile(place.date);
			const known = months.get(file);
			const month = await load(client, bucket, file, known).catch((error) => {
				throw new Unavailable(error);
			});
			months.delete(file);
			if (!month) return undefined;
			months.set(file, month);
			forgetOldest(months);
			return month.observations.get(placeKey(place));
		},
	};
}

function placeKey({ lat, lon, date }: Place): string {
	return `${lat} ${lon} ${date}`;
}

function forgetOldest(months: Map<string, Month>): void {
	let total = 0;
	for (const { observations } of months.values()) total += observations.size;
	for (const [file, { observations }] of months) {
		if (total <= maxObservations || months.size === 1) return;
		months.delete(file);
		total -= observations.size;
	}
}

/** The month as it is published now; undefined when there is none. */
async function load(
	client: S3Client,
	bucket: string,
	file: string,
	known: Month | undefined,
): Promise<Month | undefined> {
	try {
		const { Body, ETag } = await client.send(
			new GetObjectCommand({
				Bucket: bucket,
				Key: file,
				IfNoneMatch: known?.etag,
			}),
		);
		const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
		return { etag: ETag, observations: await parse(bytes) };
	} catch (error) {
		if (error instanceof NoSuchKey) return undefined;
		const status =
			error instanceof S3ServiceException && error.$metadata.httpStatusCode;
		if (status === 304) return known;
		throw error;
	}
}

/** The object without a suffix is not compressed, unless somebody uploaded a compressed one. */
async function parse(bytes: Uint8Array): Promise<Map<string, Observation>> {
	const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
	const json = isGzip ? await promisify(gunzip)(bytes) : bytes;
	const { features }: MonthOfAnomalies = JSON.parse(
		new TextDecoder().decode(json),
	);
	return new Map(
		features.map((feature) => {
			const observation = observationOf(feature);
			return [placeKey(observation), observation];
		}),
	);
}
