import {
	DeleteObjectCommand,
	GetObjectCommand,
	ListObjectsV2Command,
	NoSuchKey,
	PutObjectCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Endpoint, errorOf, withEndpoint } from "../tests/awsEndpoint.ts";
import { stateOf } from "../tests/declare.ts";
import { temporaryFolders } from "../tests/folders.ts";

/** A client of the bucket. */
function clientOf(
	{ declarations, operator, asFunction }: Endpoint,
	isFunction = false,
) {
	const Bucket = String(stateOf(declarations, "bucket").bucket);
	const client = new S3Client(isFunction ? asFunction : operator);
	return {
		put: (Key: string, Body: string | Buffer, more = {}) =>
			client.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
		async get(Key: string) {
			const found = await client.send(new GetObjectCommand({ Bucket, Key }));
			return { ...found, text: await found.Body?.transformToString() };
		},
		delete: (Key: string) =>
			client.send(new DeleteObjectCommand({ Bucket, Key })),
		async keys() {
			const { Contents = [] } = await client.send(
				new ListObjectsV2Command({ Bucket }),
			);
			return Contents.map((one) => one.Key);
		},
	};
}

describe("An object that is put into a bucket", () => {
	const newFolder = temporaryFolders();

	it("is there with its type, its encoding and how long it is kept", () =>
		withEndpoint({}, async (endpoint) => {
			const data = clientOf(endpoint);
			const headers = {
				ContentType: "application/geo+json",
				ContentEncoding: "gzip",
				CacheControl: "public, max-age=60",
			};
			const { ETag } = await data.put("a/b & c.geojson", "old", headers);
			const found = await data.get("a/b & c.geojson");
			expect(found).to.include({ text: "old", ETag, ...headers });
			await data.put("a/b & c.geojson", "new");
			expect((await data.get("a/b & c.geojson")).text).to.equal("new");
			expect(await data.keys()).to.include("a/b & c.geojson");
		}));

	it("may be larger than any question", () =>
		withEndpoint({}, async (endpoint) => {
			const data = clientOf(endpoint);
			const body = Buffer.alloc(20 * 1024 * 1024, "x");
			await data.put("large", body);
			expect((await data.get("large")).ContentLength).to.equal(body.length);
		}));

	it("outlives the process, and so does a deletion, of what is declared too", async () => {
		const path = newFolder();
		await withEndpoint({ path }, async (endpoint) => {
			const data = clientOf(endpoint);
			await data.put("kept", "here");
			await data.put("gone", "here");
			await data.delete("gone");
			await data.delete("index.html");
		});
		await withEndpoint({ path }, async (endpoint) => {
			const data = clientOf(endpoint);
			expect((await data.get("kept")).text).to.equal("here");
			for (const key of ["gone", "index.html"])
				expect(await errorOf(data.get(key))).to.be.instanceOf(NoSuchKey);
			expect(await data.keys()).not.to.include("index.html");
		});
	});

	it("is refused to who may not put or delete it", () =>
		withEndpoint({}, async (endpoint) => {
			const data = clientOf(endpoint, true);
			const calls = [() => data.put("a", "x"), () => data.delete("index.html")];
			for (const call of calls)
				expect((await errorOf(call())).name).to.equal("AccessDenied");
			expect(await clientOf(endpoint).keys()).to.include("index.html");
		}));
});
