import type { Server } from "node:http";
import {
	CloudFrontClient,
	CreateInvalidationCommand,
} from "@aws-sdk/client-cloudfront";
import { expect } from "chai";
import { listen, listener } from "../core/http.ts";
import { close } from "../core/system.ts";
import { clientOptions, errorOf } from "../tests/awsEndpoint.ts";
import { Edges, page } from "../tests/edge.ts";
import { serveInvalidations } from "./invalidations.ts";

describe("CreateInvalidation", () => {
	const forgotten: string[][] = [];
	let mayCall = true;
	let server: Server;
	let client: CloudFrontClient;
	before(async () => {
		const serve = serveInvalidations(
			{ id: "E1", arn: "arn:aws:cloudfront::1:distribution/E1" },
			(paths) => forgotten.push(paths),
		);
		const caller = {
			arn: "somebody",
			refusal: () => (mayCall ? undefined : "refused"),
		};
		const listening = await listen(
			listener(async (request) => serve(request, caller)),
		);
		server = listening.server;
		client = new CloudFrontClient(clientOptions(listening.url, "operator"));
	});
	after(() => close(server));

	const invalidate = (DistributionId: string, Items: string[]) =>
		client.send(
			new CreateInvalidationCommand({
				DistributionId,
				InvalidationBatch: {
					CallerReference: "now",
					Paths: { Quantity: Items.length, Items },
				},
			}),
		);

	it("removes the paths from the cache", async () => {
		const paths = ["/index.geojson", "/a*"];
		const { Invalidation } = await invalidate("E1", paths);
		expect(Invalidation?.Status).to.equal("Completed");
		expect(forgotten).to.deep.equal([paths]);
	});

	it("refuses another distribution, a path without / or with &, and a caller without the permission", async () => {
		const count = forgotten.length;
		expect((await errorOf(invalidate("E2", ["/a"]))).name).to.equal(
			"NotImplemented",
		);
		for (const path of ["a", "/a&b"])
			expect((await errorOf(invalidate("E1", [path]))).name).to.equal(
				"InvalidArgument",
			);
		mayCall = false;
		const refused = await errorOf(invalidate("E1", ["/a"]));
		mayCall = true;
		expect(refused.name).to.equal("AccessDenied");
		expect(forgotten).to.have.length(count);
	});
});

describe("An invalidated path", () => {
	const edges = new Edges();
	after(() => edges.stop());

	it("is requested from the origin again, and other paths are not", async () => {
		const edge = await edges.start();
		edge.origin = () => page({ "cache-control": "max-age=3600" }, "x");
		const paths = ["/a", "/a.gz", "/ab", "/b/c"];
		const ask = async () => {
			edge.reached.length = 0;
			for (const path of paths) await edge.send(path);
			return edge.reached.map(({ path }) => path);
		};
		expect(await ask()).to.deep.equal(paths);
		expect(await ask()).to.deep.equal([]);
		edge.invalidate(["/a", "/b/*"]);
		expect(await ask()).to.deep.equal(["/a", "/b/c"]);
	});
});
