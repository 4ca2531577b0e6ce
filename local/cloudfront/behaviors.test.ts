import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import {
	defaultBehavior,
	distributionOf,
	type Edge,
	Edges,
	page,
} from "../tests/edge.ts";

describe("A distribution's cache behaviors", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	before(async () => {
		edge = await edges.start();
	});

	/** The beginning of the domain name of a path's origin. */
	async function originOf(path: string, at = edge): Promise<string> {
		at.reached.length = 0;
		await at.send(path);
		const domain = at.last.domainName;
		return /^(site|bucket)|execute-api/.exec(domain)?.[0] ?? "";
	}

	for (const [path, origin] of [
		["/", "site"],
		["/main.js?v=1", "site"],
		["/list.json", "bucket"],
		["/a/b/deep.json", "bucket"],
		["/data.json.txt", "site"],
		["/DATA.JSON", "site"],
		["/xjson", "site"],
		["/api/health", "execute-api"],
		["/api/a.json", "execute-api"],
		["/api", "site"],
		["/x/api/health", "site"],
		["//api/health", "execute-api"],
		["/%61pi/health", "execute-api"],
		["/x/../api/health", "execute-api"],
		["/x/%2e%2e/api/health", "execute-api"],
		["/api/../main.js", "site"],
		["/a%2fb.json", "bucket"],
	] as const)
		it(`send ${path} to ${origin}`, async () => {
			expect(await originOf(path)).to.equal(origin);
		});

	it("send the path unchanged", async () => {
		await edge.send("/x/..//%61.json");
		expect(edge.last.path).to.equal("/x/..//%61.json");
	});

	it("use the first declared pattern that matches", async () => {
		const turned = await edges.start((declarations) => {
			distributionOf(declarations).orderedCacheBehaviors.reverse();
		});
		expect(await originOf("/api/a.json", turned)).to.equal("bucket");
	});

	it("support * and ? in patterns, with or without a leading slash", async () => {
		const changed = await edges.start((declarations) => {
			const { orderedCacheBehaviors } = distributionOf(declarations);
			Object.assign(orderedCacheBehaviors[1] ?? {}, {
				pathPattern: "d?/*.x+y",
			});
		});
		for (const [path, origin] of [
			["/d1/.x+y", "bucket"],
			["/d1/e/f.x+y", "bucket"],
			["/d12/f.x+y", "site"],
			["/d/f.x+y", "site"],
			["/d1/f.xxy", "site"],
			["/e/d1/f.x+y", "site"],
		] as const)
			expect(await originOf(path, changed), path).to.equal(origin);
	});

	it("request the default root object, below the path of the origin", async () => {
		const changed = await edges.start((declarations) => {
			const distribution = distributionOf(declarations);
			distribution.defaultRootObject = "start.html";
			Object.assign(distribution.origins[0] ?? {}, { originPath: "/v2" });
		});
		await changed.send("/");
		expect(changed.last.path).to.equal("/v2/start.html");
		await changed.send("/sub/");
		expect(changed.last.path).to.equal("/v2/sub/");
	});

	it("ask the second origin of a group for a status of its criteria, and for no other", async () => {
		const group = await edges.start((declarations) => {
			const distribution = distributionOf(declarations);
			distribution.originGroups = [
				{
					originId: "group",
					failoverCriteria: { statusCodes: [403] },
					members: [{ originId: "bucket" }, { originId: "api" }],
				},
			];
			distribution.defaultCacheBehavior.targetOriginId = "group";
		});
		const asked = async (status: number) => {
			group.reached.length = 0;
			group.origin = ({ path }) =>
				path.startsWith("/prod/")
					? page({}, "api", 404)
					: page({}, "s3", status);
			const answer = await group.send(`/${status}`);
			return [answer.status, answer.body, group.reached.length];
		};
		expect(await asked(200)).to.deep.equal([200, "s3", 1]);
		expect(await asked(404)).to.deep.equal([404, "s3", 1]);
		expect(await asked(403)).to.deep.equal([404, "api", 2]);
		expect(group.last.headers["x-api-key"]).to.have.length(1);
	});

	it("refuse declared error pages", async () => {
		const start = edges.start((declarations) => {
			distributionOf(declarations).customErrorResponses = [
				{ errorCode: 404, responsePagePath: "/sorry.html" },
			];
		});
		await start.then(
			() => expect.fail("it started"),
			(error) =>
				expect(error)
					.to.be.instanceOf(UsageError)
					.with.property("message")
					.that.matches(/sorry\.html.*404/),
		);
	});

	describe("before the cache", () => {
		it("refuse undeclared methods", async () => {
			edge.reached.length = 0;
			const refused = await edge.send("/", { method: "POST", body: "x" });
			expect(refused.status).to.equal(403);
			expect(refused.headers["x-cache"]).to.equal("Error from cloudfront");
			expect(edge.reached).to.have.length(0);
			const open = await edges.start(
				defaultBehavior({ allowedMethods: ["GET", "HEAD", "POST"] }),
			);
			const admitted = await open.send("/", { method: "POST", body: "x" });
			expect(admitted.status).to.equal(200);
			expect(open.last).to.deep.include({
				method: "POST",
				body: Buffer.from("x"),
			});
		});

		it("refuse a GET with a body, as CloudFront does", async () => {
			const headers = { "content-length": "1" };
			const refused = await edge.send("/", { headers, body: "x" });
			expect(refused.status).to.equal(403);
		});
	});
});
