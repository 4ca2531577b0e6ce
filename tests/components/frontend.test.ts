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
import { program, region, secret, words } from "../support/program.ts";

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

	it("serves page, months and API under one address", async () => {
		const declared = await program();
		const behavior = {
			viewerProtocolPolicy: "redirect-to-https",
			compress: true,
			responseHeadersPolicyId: output(declared, "frontend-security-headers"),
			allowedMethods: ["GET", "HEAD"],
			cachedMethods: ["GET", "HEAD"],
			functionAssociations: [
				{
					eventType: "viewer-request",
					functionArn: output(declared, "frontend-viewer-request", "arn"),
				},
			],
		};
		const originAccessControlId = output(declared, "frontend-access-control");
		expectInputs(declared, "frontend-distribution", {
			enabled: true,
			httpVersion: "http2and3",
			isIpv6Enabled: true,
			priceClass: "PriceClass_100",
			defaultRootObject: "sample_calendar.html",
			origins: secret([
				{
					originId: "site",
					domainName: `${output(declared, "frontend-site")}.s3.${region}.amazonaws.com`,
					originAccessControlId,
				},
				{
					originId: "data",
					domainName: `${output(declared, "storage-data")}.s3.${region}.amazonaws.com`,
					originAccessControlId,
				},
				{
					originId: "api",
					domainName: `${output(declared, "api-rest")}.execute-api.${region}.amazonaws.com`,
					originPath: "/prod",
					customOriginConfig: {
						originProtocolPolicy: "https-only",
						originSslProtocols: ["TLSv1.2"],
					},
					customHeaders: [
						{ name: "x-api-key", value: output(declared, "api-key", "value") },
					],
				},
			]),
			originGroups: ["site", "data"].map((bucket) => ({
				originId: `${bucket}-or-not-found`,
				failoverCriteria: { statusCodes: [403] },
				members: [{ originId: bucket }, { originId: "api" }],
			})),
			defaultCacheBehavior: {
				...behavior,
				targetOriginId: "site-or-not-found",
				cachePolicyId: output(declared, "frontend-static"),
			},
			orderedCacheBehaviors: [
				{
					...behavior,
					pathPattern: "/api/*",
					targetOriginId: "api",
					allowedMethods: [
						"DELETE",
						"GET",
						"HEAD",
						"OPTIONS",
						"PATCH",
						"POST",
						"PUT",
					],
					// Managed-CachingDisabled and Managed-AllViewerExceptHostHeader
					cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
					originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
				},
				...["*.geojson", "*.columns"].map((pathPattern) => ({
					...behavior,
					pathPattern,
					targetOriginId: "data-or-not-found",
					compress: false,
					cachePolicyId: output(declared, "frontend-data"),
					responseHeadersPolicyId: output(declared, "frontend-data-headers"),
				})),
			],
			// No page, because it would replace the API's errors.
			customErrorResponses: [400, 403, 404, 405, 500, 502, 503, 504].map(
				(errorCode) => ({ errorCode, errorCachingMinTtl: 0 }),
			),
			restrictions: { geoRestriction: { restrictionType: "none" } },
			viewerCertificate: { cloudfrontDefaultCertificate: true },
		});
		expectInputs(declared, "frontend-access-control", {
			originAccessControlOriginType: "s3",
			signingBehavior: "always",
			signingProtocol: "sigv4",
		});
	});

	it("caches static files for an hour and months for a day by path, and compresses only static files", async () => {
		const declared = await program();
		const policy = (seconds: number, compress: boolean) => ({
			minTtl: 1,
			defaultTtl: seconds,
			maxTtl: seconds,
			parametersInCacheKeyAndForwardedToOrigin: {
				enableAcceptEncodingGzip: compress,
				enableAcceptEncodingBrotli: compress,
				cookiesConfig: { cookieBehavior: "none" },
				headersConfig: { headerBehavior: "none" },
				queryStringsConfig: { queryStringBehavior: "none" },
			},
		});
		expectInputs(declared, "frontend-static", policy(3600, true));
		expectInputs(declared, "frontend-data", policy(86_400, false));
	});

	it("sends security headers, removes headers of AWS, and allows only map tiles from third parties", async () => {
		const override = true;
		const declared = await program();
		const removed = words(`server x-amz-apigw-id x-amz-id-2 x-amz-request-id
			x-amz-server-side-encryption x-amz-storage-class x-amz-version-id
			x-amzn-trace-id`);
		const security = {
			removeHeadersConfig: { items: removed.map((header) => ({ header })) },
			securityHeadersConfig: {
				contentSecurityPolicy: { override },
				contentTypeOptions: { override },
				frameOptions: { frameOption: "DENY", override },
				referrerPolicy: { override },
				strictTransportSecurity: {
					accessControlMaxAgeSec: 63_072_000,
					includeSubdomains: true,
					override,
				},
			},
		};
		expectInputs(declared, "frontend-security-headers", security);
		// Caches between CloudFront and the browser must know what the edge function selects by.
		const vary = { header: "Vary", value: "Accept-Encoding", override };
		expectInputs(declared, "frontend-data-headers", {
			...security,
			customHeadersConfig: { items: [vary] },
		});
		const headers = declared.inputs("frontend-security-headers");
		const [, policy = ""] =
			/"contentSecurityPolicy":"([^"]+)"/.exec(JSON.stringify(headers)) ?? [];
		expect(policy.split("; ")).to.have.members([
			"default-src 'none'",
			"script-src 'self'",
			"worker-src 'self'",
			"require-trusted-types-for 'script'",
			"trusted-types default workers lit-html",
			"style-src 'self'",
			"img-src 'self' data: https://tile.openstreetmap.org",
			"connect-src 'self'",
			"base-uri 'none'",
			"form-action 'none'",
			"frame-ancestors 'none'",
		]);
	});

	it("can be framed only by pages of the configured origins", async () => {
		const declared = await program("dev", {
			allowedEmbedders: '["https://news.example.com","https://*.example.org"]',
		});
		for (const name of ["frontend-security-headers", "frontend-data-headers"]) {
			const { securityHeadersConfig: headers } = declared.inputs(name);
			expect(JSON.stringify(headers)).to.include(
				'; frame-ancestors https://news.example.com https://*.example.org"',
			);
			expect(headers).not.to.have.property("frameOptions");
		}
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

	it("serves only the configured countries, in the configured price class", async () => {
		const declared = await program("dev", {
			allowedCountries: '["JP","DE"]',
			priceClass: "PriceClass_200",
		});
		expect(declared.inputs("frontend-distribution")).to.deep.include({
			priceClass: "PriceClass_200",
			restrictions: {
				geoRestriction: {
					restrictionType: "whitelist",
					locations: ["JP", "DE"],
				},
			},
		});
	});
});
