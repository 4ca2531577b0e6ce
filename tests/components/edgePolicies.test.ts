import { expect } from "chai";
import { expectInputs } from "../support/expectations.ts";
import { program, words } from "../support/program.ts";

describe("The policies of the edge", () => {
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
});
