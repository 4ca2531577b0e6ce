import {
	CopyObjectCommand,
	DeleteObjectCommand,
	GetObjectCommand,
	HeadObjectCommand,
	ListObjectsV2Command,
	NoSuchBucket,
	NoSuchKey,
	PutObjectCommand,
	S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { Context } from "../core/service.ts";
import { Policies } from "../iam/iam.ts";
import {
	type ClientOptions,
	type Endpoint,
	errorOf,
	startEndpoint,
} from "../tests/awsEndpoint.ts";
import { declare, stateOf } from "../tests/declare.ts";
import { fixture } from "../tests/fixture.ts";
import { s3 } from "./service.ts";

const declaredKey = "old/a & b <c>.txt";

const emptyRequest = {
	query: "",
	headers: {},
	body: Buffer.alloc(0),
	sourceIp: "",
};

/** A client of the declared bucket. */
function clientOf(options: ClientOptions, Bucket: string) {
	const client = new S3Client(options);
	return {
		client,
		put: (Key: string, Body: string | Buffer, more = {}) =>
			client.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
		async get(Key: string, more = {}) {
			const found = await client.send(
				new GetObjectCommand({ Bucket, Key, ...more }),
			);
			return { ...found, text: await found.Body?.transformToString() };
		},
		delete: (Key: string) =>
			client.send(new DeleteObjectCommand({ Bucket, Key })),
		async list() {
			const list = new ListObjectsV2Command({ Bucket });
			const { Contents = [] } = await client.send(list);
			return new Map(Contents.map(({ Key, ETag }) => [Key, ETag]));
		},
	};
}

describe("S3", () => {
	let endpoint: Endpoint;
	let Bucket: string;
	let operator: ReturnType<typeof clientOf>;
	before(async () => {
		endpoint = await startEndpoint({
			declared: (declarations) => {
				const { bucket } = stateOf(declarations, "bucket");
				declare(declarations, "s3.BucketObjectv2", "old", {
					bucket,
					key: declaredKey,
					content: "0123456789",
					contentType: "text/plain",
				});
			},
		});
		Bucket = String(stateOf(endpoint.declarations, "bucket").bucket);
		operator = clientOf(endpoint.operator, Bucket);
	});
	after(() => endpoint.stop());

	it("returns a declared object, its head, and 304 for its ETag", async () => {
		const object = await operator.get(declaredKey);
		expect(object.text).to.equal("0123456789");
		expect(object.ContentType).to.equal("text/plain");
		const head = await operator.client.send(
			new HeadObjectCommand({ Bucket, Key: declaredKey }),
		);
		expect(head).to.include({ ContentLength: 10, ETag: object.ETag });
		const unchanged = operator.get(declaredKey, { IfNoneMatch: object.ETag });
		expect(await errorOf(unchanged)).to.have.nested.property(
			"$metadata.httpStatusCode",
			304,
		);
	});

	it("returns an uploaded object with its type, encoding and cache control", async () => {
		const headers = {
			ContentType: "application/geo+json",
			ContentEncoding: "gzip",
			CacheControl: "public, max-age=60",
		};
		const { ETag } = await operator.put("a/b & c.geojson", "old", headers);
		const found = await operator.get("a/b & c.geojson");
		expect(found).to.include({ text: "old", ETag, ...headers });
		await operator.put("a/b & c.geojson", "new");
		expect((await operator.get("a/b & c.geojson")).text).to.equal("new");
	});

	it("takes objects of 20 MB", async () => {
		const body = Buffer.alloc(20 * 1024 * 1024, "x");
		await operator.put("large", body);
		const { ContentLength } = await operator.get("large");
		expect(ContentLength).to.equal(body.length);
	});

	it("lists declared and uploaded objects, without deleted ones", async () => {
		const { ETag } = await operator.put("new", "here");
		await operator.put("gone", "here");
		for (const key of ["gone", "index.html"]) {
			await operator.delete(key);
			expect(await errorOf(operator.get(key))).to.be.instanceOf(NoSuchKey);
		}
		const listed = await operator.list();
		expect(listed.get("new")).to.equal(ETag);
		expect([...listed.keys()]).to.include(declaredKey);
		expect([...listed.keys()]).to.not.include.members(["gone", "index.html"]);
	});

	it("keeps uploads and deletions when the program is evaluated again", async () => {
		const opened = await s3.open?.(undefined);
		const statuses: unknown[] = [];
		for (const calls of [
			["PUT new", "DELETE index.html"],
			["GET new", "GET index.html", "GET data/list.json"],
		]) {
			const declarations = fixture();
			const callers = new Policies(declarations);
			const context = { declarations, callers } as unknown as Context;
			const { api } = (await opened?.start(context)) ?? {};
			for (const call of calls) {
				const [method = "", key] = call.split(" ");
				const path = `/${Bucket}/${key}`;
				const answer = await api?.(
					{ ...emptyRequest, method, path },
					callers.signer("operator"),
				);
				statuses.push(answer?.status);
			}
		}
		expect(statuses).to.deep.equal([200, 204, 200, 404, 200]);
	});

	it("refuses writes of a role without the permissions", async () => {
		const role = clientOf(endpoint.asFunction, Bucket);
		const calls = [() => role.put("a", "x"), () => role.delete(declaredKey)];
		for (const call of calls)
			expect((await errorOf(call())).name).to.equal("AccessDenied");
		expect([...(await operator.list()).keys()]).to.include(declaredKey);
	});

	it("names a missing bucket, and operations that it does not serve", async () => {
		const get = new GetObjectCommand({ Bucket: "none", Key: "a" });
		expect(await errorOf(operator.client.send(get))).to.be.instanceOf(
			NoSuchBucket,
		);
		const unserved = [
			new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }),
			new ListObjectsV2Command({ Bucket, Prefix: "old/" }),
		];
		for (const command of unserved)
			expect(
				await errorOf(operator.client.send(command as CopyObjectCommand)),
			).to.include({
				name: "NotImplemented",
				message:
					"This machine serves GetObject, HeadObject, PutObject in one piece, DeleteObject and lists of whole buckets.",
			});
		expect((await operator.list()).has("b")).to.equal(false);
	});
});
