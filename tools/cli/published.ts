/** Reads the published months from a stack's data bucket. */
import { GetObjectCommand, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import {
	type MonthIndex,
	type MonthOfAnomalies,
	monthOfAnomalies,
} from "../../contract/month.ts";
import { type Observation, observationOf } from "../../contract/observation.ts";
import type { Stack } from "./stack.ts";

async function read(
	{ client, dataBucketName }: Stack,
	Key: string,
): Promise<unknown> {
	const s3 = new S3Client(client);
	try {
		const { Body } = await s3.send(
			new GetObjectCommand({ Bucket: dataBucketName, Key }),
		);
		return JSON.parse((await Body?.transformToString()) ?? "");
	} catch (error) {
		if (error instanceof NoSuchKey) return undefined;
		throw error;
	}
}

/** The index has no months when nothing has been published yet. */
export async function publishedIndex(stack: Stack): Promise<MonthIndex> {
	const index = await read(stack, "index.geojson");
	return (index ?? { type: "FeatureCollection", features: [] }) as MonthIndex;
}

/** @param month `YYYYMM`; undefined for all months */
export async function* publishedMonths(
	stack: Stack,
	month?: string,
): AsyncGenerator<{ month: string; observations: Observation[] }> {
	const { features } = await publishedIndex(stack);
	for (const { properties } of features) {
		if (month && properties.month !== month) continue;
		const file = await read(stack, `anomalies${properties.month}.geojson`);
		const { features }: MonthOfAnomalies = monthOfAnomalies().parse(file);
		yield {
			month: properties.month,
			observations: features.map(observationOf),
		};
	}
}
