import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
	bucketNames,
	expectInputs,
	expectLifecycle,
	expectPrivateBucket,
	expectReadByDistribution,
	output,
} from "../support/expectations.ts";
import { program, words } from "../support/program.ts";

describe("Frontend", () => {
	const dev = [
		...words(`access-control access-log access-log-destination access-log-group
			access-log-policy access-log-source bordersWorker.js coastlines-50m.json coastlines.json data
			data-headers data-policy distribution main.css main.js sample_calendar.html
			security-headers share.png third-party-notices.txt worker.js
			site-policy static viewer-request`).map((name) => `frontend-${name}`),
		...bucketNames("frontend-site"),
	].sort();

	it("declares the site bucket with the page, and the distribution with its policies and log", async () => {
		expect((await program()).children("frontend")).to.deep.equal(dev);
	});

	it("declares a firewall with wafEnabled", async () => {
		const firewall = ["", "-log", "-log-group"];
		expect((await program("prod")).children("frontend")).to.deep.equal(
			[...dev, ...firewall.map((part) => `frontend-firewall${part}`)].sort(),
		);
	});

	it("publishes the edge function", async () => {
		expectInputs(await program(), "frontend-viewer-request", {
			runtime: "cloudfront-js-2.0",
			publish: true,
		});
	});

	it("keeps the site bucket private, and expires only old versions", async () => {
		const prod = await program("prod");
		expectPrivateBucket(prod, "frontend-site");
		expectInputs(prod, "frontend-site", { forceDestroy: true });
		expectLifecycle(prod, "frontend-site", {
			id: "old-versions",
			noncurrentVersionExpiration: { noncurrentDays: 90 },
		});
	});

	it("lets only this distribution read both buckets, over TLS", async () => {
		const declared = await program();
		expectReadByDistribution(declared, "frontend-site-policy", "frontend-site");
		expectReadByDistribution(declared, "frontend-data-policy", "storage-data");
	});

	const assets = [
		["main.js", "text/javascript; charset=utf-8"],
		["main.css", "text/css; charset=utf-8"],
		["worker.js", "text/javascript; charset=utf-8"],
		["bordersWorker.js", "text/javascript; charset=utf-8"],
		["coastlines.json", "application/json"],
		["coastlines-50m.json", "application/json"],
		["share.png", "image/png"],
	] as const;

	const pageOf = (declared: Awaited<ReturnType<typeof program>>) =>
		String(declared.inputs("frontend-sample_calendar.html").content);

	it("gives other sites absolute URLs of the page and its picture", async () => {
		const cloudFronts = await program();
		const { domainName } = cloudFronts.one("frontend-distribution").state as {
			domainName: string;
		};
		const own = await program("dev", {
			domainName: "map.example.com",
			hostedZoneId: "Z0123",
		});
		for (const [declared, host] of [
			[cloudFronts, domainName],
			[own, "map.example.com"],
		] as const) {
			const { key } = declared.inputs("frontend-share.png");
			const urls = [
				...pageOf(declared).matchAll(/"og:(\w+)" content="(https[^"]+)"/g),
			].map(([, ...pair]) => pair);
			expect(urls).to.deep.equal([
				["url", `https://${host}/`],
				["image", `https://${host}/${key}`],
			]);
		}
	});

	it("uploads the page, which requests its files by their hashed names", async () => {
		const declared = await program();
		expectInputs(declared, "frontend-sample_calendar.html", {
			bucket: output(declared, "frontend-site"),
			key: "sample_calendar.html",
			contentType: "text/html; charset=utf-8",
			cacheControl: "public, max-age=60, s-maxage=3600",
		});
		const textOf = (name: string) => {
			const { source } = declared.inputs(`frontend-${name}`);
			return readFileSync((source as { path: string }).path, "utf8");
		};
		// Names in the page, or in its script.
		const page = pageOf(declared) + textOf("main.js");
		for (const [name, contentType] of assets) {
			const asset = declared.inputs(`frontend-${name}`);
			expectInputs(declared, `frontend-${name}`, {
				bucket: output(declared, "frontend-site"),
				contentType,
				cacheControl: "public, max-age=31536000, immutable",
			});
			expect(page).to.match(new RegExp(`["/]${asset.key}"`));
			expect(page).not.to.match(new RegExp(`["/]${name}"`));
			expect(declared.one(`frontend-${name}`).options.retainOnDelete).to.equal(
				true,
			);
		}
	});
});
