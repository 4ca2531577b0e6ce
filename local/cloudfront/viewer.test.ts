import { expect } from "chai";
import { distributionOf, type Edge, Edges } from "../tests/edge.ts";

describe("A viewer", () => {
	const edges = new Edges();
	after(() => edges.stop());
	let edge: Edge;
	before(async () => {
		edge = await edges.start();
	});

	describe("by country", () => {
		const from = async (at: Edge, country?: string) =>
			(
				await at.send("/api/health", {
					headers: country ? { "x-local-viewer-country": country } : {},
				})
			).status;

		it("is served without a declared restriction", async () => {
			expect(await from(edge, "JP")).to.equal(200);
		});

		it("is served from an allowed country, or an unknown one", async () => {
			const japan = await edges.start((declarations) => {
				distributionOf(declarations).restrictions = {
					geoRestriction: {
						restrictionType: "whitelist",
						locations: ["JP", "NZ"],
					},
				};
			});
			expect(await from(japan, "JP")).to.equal(200);
			expect(await from(japan, "NZ")).to.equal(200);
			expect(await from(japan, "DE")).to.equal(403);
			expect(await from(japan)).to.equal(200);
		});

		it("is refused from a blocked country", async () => {
			const restricted = await edges.start((declarations) => {
				distributionOf(declarations).restrictions = {
					geoRestriction: { restrictionType: "blacklist", locations: ["JP"] },
				};
			});
			expect(await from(restricted, "JP")).to.equal(403);
			expect(await from(restricted, "DE")).to.equal(200);
		});
	});

	describe("by its local headers", () => {
		it("sends none of them to an origin", async () => {
			await edge.send("/api/health", {
				headers: {
					"x-local-viewer-ip": "2001:db8::7",
					"x-local-viewer-country": "JP",
				},
			});
			expect(Object.keys(edge.last.headers).join()).not.to.match(/x-local/);
			expect(edge.last.headers["x-viewer-ip"]).to.deep.equal(["2001:db8::7"]);
		});

		it("has the address of the connection without them", async () => {
			await edge.send("/api/health");
			expect(edge.last.headers["x-viewer-ip"]).to.deep.equal(["127.0.0.1"]);
		});

		for (const [name, value] of [
			["x-local-viewer-ip", "here"],
			["x-local-viewer-country", "Japan"],
		] as const)
			it(`refuses ${name}: ${value}`, async () => {
				const answer = await edge.send("/", { headers: { [name]: value } });
				expect(answer.status).to.equal(400);
				expect(answer.body).to.include(name).and.include(value);
			});
	});
});
