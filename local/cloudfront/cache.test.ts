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

	/** `x-cache` without what never changes, and `age`. */
	async function seen(path = "/a", at = edge, sent = {}): Promise<string> {
		const { headers } = await at.send(path, sent);
		const [cache] = String(headers["x-cache"]).split(" from cloudfront");
		return headers.age === undefined ? `${cache}` : `${cache} ${headers.age}`;
	}

	let paths = 0;
	/** An answer of the origin is kept for so many seconds, and no longer. */
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

	it("asks the origin once, says how old the answer is, and asks anew when it is stale", async () => {
		expect(await seen()).to.equal("Miss");
		expect(await seen()).to.equal("Hit 0");
		edge.pass(3599);
		expect(await seen()).to.equal("Hit 3599");
		edge.pass(1);
		expect(await seen()).to.equal("Miss");
		expect(edge.reached).to.have.length(2);
	});

	it("follows the declared times", async () => {
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

	it("keeps nothing under a minimum of 0 that is not to be kept", async () => {
		const changed = await edges.start(cachePolicy({ minTtl: 0 }));
		for (const control of ["no-store", "no-cache", "private", "max-age=0"])
			await expectKept(0, { "cache-control": control }, 200, changed);
	});

	it("keeps nothing where caching is off", async () => {
		expect(await seen("/api/health")).to.equal("Miss");
		expect(await seen("/api/health")).to.equal("Miss");
	});

	it("keeps answers to HEAD and GET together, and those to nothing else", async () => {
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

	it("keeps none to OPTIONS, even if that is declared", async () => {
		const methods = ["GET", "HEAD", "OPTIONS"];
		const open = await edges.start(
			defaultBehavior({ allowedMethods: methods, cachedMethods: methods }),
		);
		const options = { method: "OPTIONS" };
		for (const _ of [1, 2])
			expect(await seen("/a", open, options)).to.equal("Miss");
	});

	it("asks once for what many want at the same time", async () => {
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
		// They are at the edge when a later request has been through it.
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

		it("keeps them for 10 s unless another time is declared", async () => {
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

		it("keeps none as the program declares it", async () => {
			for (const status of [400, 403, 404, 405, 500, 502, 503, 504])
				await expectKept(0, {}, status);
		});

		it("says that they are errors, and how old they are", async () => {
			const plain = await undeclared();
			plain.origin = () => page({}, "none", 404);
			expect(await seen("/none", plain)).to.equal("Error");
			plain.pass(4);
			expect(await seen("/none", plain)).to.equal("Error 4");
		});

		it("answers 502 when an origin fails, and tells whoever runs it why", async () => {
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
		it("is the path alone, as the program declares it", async () => {
			await edge.send("/a?x=1", { headers: { cookie: "c=1", "x-own": "1" } });
			const sent = { headers: { cookie: "c=2", "x-own": "2" } };
			expect(await seen("/a?x=2", edge, sent)).to.equal("Hit 0");
			expect(await seen("/A?x=2", edge, sent)).to.equal("Miss");
			expect(edge.last.query).to.equal("");
		});

		it("has the behaviour, for a function may give two of them the same path", async () => {
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

		it("is refused if local/ does not know it", async () => {
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
