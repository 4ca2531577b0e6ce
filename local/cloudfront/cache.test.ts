import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import {
	cachePolicy,
	defaultBehavior,
	distributionOf,
	type Edge,
	Edges,
	page,
} from "../tests/edge.ts";

describe("The distribution's cache", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	beforeEach(async () => {
		edge = await edges.start();
	});

	/** The variable part of `x-cache`, and `age`. */
	async function seen(path = "/a", at = edge, sent = {}): Promise<string> {
		const { headers } = await at.send(path, sent);
		const [cache] = String(headers["x-cache"]).split(" from cloudfront");
		return headers.age === undefined ? `${cache}` : `${cache} ${headers.age}`;
	}

	let paths = 0;
	/** An answer of the origin is cached for exactly so many seconds. */
	async function expectKept(
		seconds: number,
		headers: Record<string, string>,
		status = 200,
		at = edge,
	): Promise<void> {
		const path = `/kept/${paths++}`;
		const asked = async () => {
			const before = at.reached.length;
			await at.send(path);
			return at.reached.length > before;
		};
		at.origin = () => page(headers, "x", status);
		const what = `${status} ${JSON.stringify(headers)}`;
		expect(await asked(), what).to.equal(true);
		if (seconds > 0) {
			at.pass(seconds - 1);
			expect(await asked(), `${what} ${seconds - 1} s later`).to.equal(false);
			at.pass(1);
		}
		expect(await asked(), `${what} ${seconds} s later`).to.equal(true);
	}

	it("asks the origin once, sets Age, and asks again for a stale answer", async () => {
		expect(await seen()).to.equal("Miss");
		expect(await seen()).to.equal("Hit 0");
		edge.pass(3599);
		expect(await seen()).to.equal("Hit 3599");
		edge.pass(1);
		expect(await seen()).to.equal("Miss");
		expect(edge.reached).to.have.length(2);
	});

	it("follows the declared lifetimes", async () => {
		const times = { minTtl: 120, defaultTtl: 300, maxTtl: 600 };
		const changed = await edges.start(cachePolicy(times));
		for (const [headers, seconds] of [
			[{}, 300],
			[{ "cache-control": "max-age=10" }, 120],
			[{ "cache-control": "max-age=480" }, 480],
			[{ "cache-control": "max-age=6000" }, 600],
			[{ "cache-control": "max-age=10, s-maxage=480" }, 480],
			[{ "cache-control": "s-maxage=480, max-age=10" }, 480],
			[{ "cache-control": "no-store" }, 120],
			[{ "cache-control": "private, max-age=480" }, 120],
		] as [Record<string, string>, number][])
			await expectKept(seconds, headers, 200, changed);
	});

	it("does not store what Cache-Control forbids when the minimum is 0", async () => {
		const changed = await edges.start(cachePolicy({ minTtl: 0 }));
		for (const control of ["no-store", "no-cache", "private", "max-age=0"])
			await expectKept(0, { "cache-control": control }, 200, changed);
	});

	it("stores nothing under CachingDisabled", async () => {
		expect(await seen("/api/health")).to.equal("Miss");
		expect(await seen("/api/health")).to.equal("Miss");
	});

	it("shares answers between HEAD and GET, and stores no others", async () => {
		const open = await edges.start(
			defaultBehavior({ allowedMethods: ["GET", "HEAD", "OPTIONS", "POST"] }),
		);
		expect(await seen("/a", open, { method: "HEAD" })).to.equal("Miss");
		expect(open.last.method).to.equal("GET");
		expect(await seen("/a", open)).to.equal("Hit 0");
		for (const method of ["POST", "OPTIONS"]) {
			expect(await seen("/a", open, { method })).to.equal("Miss");
			expect(open.last.method).to.equal(method);
		}
	});

	it("stores no answers to OPTIONS", async () => {
		const methods = ["GET", "HEAD", "OPTIONS"];
		const open = await edges.start(
			defaultBehavior({ allowedMethods: methods, cachedMethods: methods }),
		);
		const options = { method: "OPTIONS" };
		for (const _ of [1, 2])
			expect(await seen("/a", open, options)).to.equal("Miss");
	});

	it("asks the origin once for concurrent requests", async () => {
		let answer = (_: ReturnType<typeof page>) => {};
		let first: Promise<string> | undefined;
		await new Promise<void>((reached) => {
			edge.origin = () => {
				reached();
				return new Promise((resolve) => (answer = resolve));
			};
			first = seen();
		});
		const others = [seen(), seen()];
		// They have reached the edge when the answer to a later request arrives.
		await edge.send("/api/%20", { method: "TRACE" });
		answer(page());
		expect(await first).to.equal("Miss");
		expect(await Promise.all(others)).to.deep.equal(["Hit 0", "Hit 0"]);
		expect(edge.reached).to.have.length(1);
	});

	describe("of errors", () => {
		const undeclared = () =>
			edges.start((declarations) => {
				distributionOf(declarations).customErrorResponses = undefined;
			});

		it("stores them for 10 s by default", async () => {
			const plain = await undeclared();
			for (const status of [404, 414, 500, 501, 502, 503, 504])
				await expectKept(10, {}, status, plain);
			const declared = await edges.start((declarations) => {
				distributionOf(declarations).customErrorResponses = [
					{ errorCode: 404, errorCachingMinTtl: 3 },
					{ errorCode: 500 },
				];
			});
			await expectKept(3, {}, 404, declared);
			await expectKept(10, {}, 500, declared);
		});

		it("stores none if their lifetime is 0", async () => {
			for (const status of [400, 403, 404, 405, 500, 502, 503, 504])
				await expectKept(0, {}, status);
		});

		it("marks them as errors, and sets Age", async () => {
			const plain = await undeclared();
			plain.origin = () => page({}, "none", 404);
			expect(await seen("/none", plain)).to.equal("Error");
			plain.pass(4);
			expect(await seen("/none", plain)).to.equal("Error 4");
		});

		it("answers 502 when an origin fails, and prints the reason", async () => {
			const { error } = console;
			const told: unknown[] = [];
			console.error = (...said) => told.push(...said);
			try {
				edge.origin = () => Promise.reject(new Error("no way"));
				const answer = await edge.send("/a");
				expect(answer.status).to.equal(502);
				expect(answer.body).not.to.include("no way");
				expect(answer.headers["x-cache"]).to.equal("Error from cloudfront");
			} finally {
				console.error = error;
			}
			expect(String(told)).to.include("no way");
		});
	});

	describe("by the key of the declared policy", () => {
		it("is the path alone", async () => {
			await edge.send("/a?x=1", { headers: { cookie: "c=1", "x-own": "1" } });
			const sent = { headers: { cookie: "c=2", "x-own": "2" } };
			expect(await seen("/a?x=2", edge, sent)).to.equal("Hit 0");
			expect(await seen("/A?x=2", edge, sent)).to.equal("Miss");
			expect(edge.last.query).to.equal("");
		});

		it("includes the behavior, because a function may give two of them the same path", async () => {
			const at = await edges.start((declarations) => {
				const { defaultCacheBehavior, orderedCacheBehaviors } =
					distributionOf(declarations);
				const { cachePolicyId } = defaultCacheBehavior;
				Object.assign(orderedCacheBehaviors[0] ?? {}, { cachePolicyId });
			});
			expect(await seen("/health", at)).to.equal("Miss");
			expect(await seen("/api/health", at)).to.equal("Miss");
			expect(at.last.path).to.equal("/prod/health");
			expect(await seen("/api/health", at)).to.equal("Hit 0");
		});

		it("is refused if it has more than the path", async () => {
			for (const [change, words] of [
				[
					defaultBehavior({ cachePolicyId: "11111111" }),
					/CachePolicy with {"id":"11111111"}/,
				],
				[
					defaultBehavior({ cachePolicyId: undefined }),
					/CachePolicy with {"id":""}/,
				],
				[
					cachePolicy(
						{},
						{ queryStringsConfig: { queryStringBehavior: "some" } },
					),
					/none, none, some/,
				],
				[
					cachePolicy(
						{},
						{
							headersConfig: {
								headerBehavior: "whitelist",
								headers: { items: ["CloudFront-Viewer-Country"] },
							},
						},
					),
					/whitelist, none, none/,
				],
			] as const) {
				const error = await edges.start(change).catch((thrown) => thrown);
				expect(error).to.be.instanceOf(UsageError);
				expect(error.message).to.match(words);
			}
		});
	});
});
