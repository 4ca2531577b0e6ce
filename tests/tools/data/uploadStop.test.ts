/** Stops `data upload` while S3 receives an object. */
import {
	createServer,
	type IncomingMessage,
	request,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
	GetObjectCommand,
	ListObjectsV2Command,
	S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { close } from "../../../local/core/system.ts";
import { fill, temporaryFolders } from "../../../local/tests/folders.ts";
import { dataCommands } from "../../../tools/data/commands.ts";
import { sampleMonth } from "../../../tools/data/sampleModel.ts";
import { runCommand } from "../../support/command.ts";
import { stateOf } from "../../support/declared.ts";
import { type LocalStack, startLocalStack } from "../../support/localStack.ts";

describe("data upload, stopped during an object", () => {
	const newFolder = temporaryFolders();
	let stack: LocalStack;
	let address: string;
	/** Keys of objects that were put, and paths of invalidations without the slash. */
	let put: string[] = [];
	let invalidated: string[] = [];
	/** Called before S3 receives the object. */
	let onPut: (key: string) => void = () => {};
	let refusesInvalidations = false;

	/** Passes requests on to the local stack. Serves the API of CloudFront, which that stack lacks. */
	const serve = async (asked: IncomingMessage, answer: ServerResponse) => {
		const { method, url = "", headers } = asked;
		if (url === "/__local/stack") {
			const { outputs } = await (await fetch(stack.address + url)).json();
			answer.end(JSON.stringify({ aws: address, outputs }));
			return;
		}
		if (url.endsWith("/invalidation") && refusesInvalidations) {
			answer.writeHead(403).end("<Error><Message>no</Message></Error>");
			return;
		}
		if (url.endsWith("/invalidation")) {
			const paths = (await text(asked)).matchAll(/<Path>\/([^<]*)</g);
			invalidated.push(...Array.from(paths, ([, path = ""]) => path));
			answer.writeHead(201).end("<Invalidation><Id>I1</Id></Invalidation>");
			return;
		}
		if (method === "PUT") {
			const key = basename(new URL(url, address).pathname);
			put.push(key);
			onPut(key);
		}
		const target = stack.endpoint.operator.endpoint + url;
		const passOn = (from: IncomingMessage) =>
			from.pipe(answer.writeHead(from.statusCode ?? 0, from.headers));
		asked.pipe(request(target, { method, headers }, passOn));
	};
	const proxy = createServer(serve);
	before(async () => {
		stack = await startLocalStack({ dataDir: "" });
		await new Promise<void>((ready) => proxy.listen(0, "127.0.0.1", ready));
		address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	});
	after(async () => {
		close(proxy);
		await stack.stop();
	});

	const upload = (folder: string, signal?: AbortSignal) =>
		runCommand(
			dataCommands,
			`upload ${folder} --prune --local ${address}`,
			signal && { signal },
		);

	/** Objects by key, decompressed. */
	const published = async () => {
		const { operator, declarations } = stack.endpoint;
		const s3 = new S3Client(operator);
		const Bucket = `${stateOf(declarations, "storage-data").bucket}`;
		const { Contents = [] } = await s3.send(
			new ListObjectsV2Command({ Bucket }),
		);
		const objects = new Map<string, string>();
		for (const { Key = "" } of Contents) {
			const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
			const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
			objects.set(Key, decoded(Key, bytes).toString());
		}
		return objects;
	};
	const decoded = (key: string, bytes: Buffer) => {
		if (key.endsWith(".gz")) return gunzipSync(bytes);
		return key.endsWith(".br") ? brotliDecompressSync(bytes) : bytes;
	};
	const monthsOf = (objects: Map<string, string>) =>
		(JSON.parse(objects.get("index.geojson") ?? "").features as Listed[]).map(
			({ properties }) => properties.month,
		);
	interface Listed {
		properties: { month: string };
	}

	for (const stopsAt of [
		"anomalies202407.geojson.gz",
		"anomalies202409.geojson",
		"index.geojson",
	])
		it(`publishes whole months, and the next run completes: ${stopsAt}`, async () => {
			const folder = newFolder();
			const month = (name: string, count: number) => ({
				[`anomalies${name}.geojson`]: JSON.stringify({
					...sampleMonth(name),
					features: sampleMonth(name).features.slice(0, count),
				}),
			});
			const old = fill(join(folder, "old"), {
				...month("202407", 3),
				...month("202408", 3),
			});
			const changed = fill(join(folder, "changed"), {
				...month("202407", 4),
				...month("202409", 3),
			});
			await upload(old);
			[put, invalidated] = [[], []];
			const stop = new AbortController();
			onPut = (key) => key === stopsAt && stop.abort();
			const stopped = await upload(changed, stop.signal);
			expect(stopped.status, stopped.log).to.equal(130);
			expect(put.at(-1)).to.match(/\.br$|^index/);
			expect(invalidated).to.have.members(put);
			const objects = await published();
			for (const name of monthsOf(objects)) {
				const file = `anomalies${name}.geojson`;
				const whole = objects.get(file);
				expect(whole, file).to.be.a("string");
				for (const suffix of [".gz", ".br"])
					expect(objects.get(file + suffix)).to.equal(whole);
			}
			onPut = () => {};
			const { status } = await upload(changed);
			expect(status).to.equal(0);
			const deleted = [...objects.keys()].filter((key) =>
				key.includes("202408"),
			);
			const after = await published();
			expect(monthsOf(after)).to.deep.equal(["202407", "202409"]);
			expect([...after.keys()].filter((key) => key.includes("202408"))).to.be
				.empty;
			// No object is put twice, and exactly the changed paths are invalidated.
			expect(new Set(put)).to.have.lengthOf(7);
			expect(deleted).to.have.lengthOf(3);
			expect(invalidated).to.have.members([...put, ...deleted]);
		});

	it("warns when the invalidation fails too", async () => {
		const folder = fill(newFolder(), {
			"anomalies202411.geojson": JSON.stringify(sampleMonth("202411")),
		});
		const stop = new AbortController();
		onPut = () => stop.abort();
		refusesInvalidations = true;
		const { status, log } = await upload(folder, stop.signal);
		expect(status).to.equal(130);
		expect(log).to.match(/^CloudFront may serve replaced .*; invalidate/m);
	});
});
