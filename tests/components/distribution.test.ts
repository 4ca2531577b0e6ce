import { expect } from "chai";
import { expectInputs, output } from "../support/expectations.ts";
import { program, region, secret } from "../support/program.ts";

describe("The distribution", () => {
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
