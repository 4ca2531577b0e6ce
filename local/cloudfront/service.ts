import type { AwsService } from "../core/service.ts";
import { Distribution } from "./distribution.ts";
import { serveInvalidations } from "./invalidations.ts";

const domain = { notImitated: { "domain, certificate": "*" } };
const accessLog = { notImitated: { "access log of the distribution": "*" } };

export const cloudfront: AwsService = {
	name: "cloudfront",
	types: {
		"acm.Certificate": domain,
		"acm.CertificateValidation": domain,
		"cloudfront.CachePolicy": {},
		"cloudfront.Distribution": {
			// These concern AWS's edges. A bucket's policy decides who reads the bucket.
			irrelevant:
				"enabled isIpv6Enabled loggingConfig origins.customOriginConfig origins.originAccessControlId priceClass",
			notImitated: {
				"domain, certificate": "aliases viewerCertificate",
				"HTTP/2, HTTP/3 and TLS":
					"httpVersion defaultCacheBehavior.viewerProtocolPolicy orderedCacheBehaviors.viewerProtocolPolicy",
			},
		},
		"cloudfront.Function": {
			irrelevant: "publish runtime",
		},
		"cloudfront.OriginAccessControl": {
			irrelevant: "*",
		},
		"cloudfront.ResponseHeadersPolicy": {},
		"cloudwatch.LogDelivery": accessLog,
		"cloudwatch.LogDeliveryDestination": accessLog,
		"cloudwatch.LogDeliverySource": accessLog,
		"route53.Record": domain,
	},
	start({ declarations, at }) {
		const declared = declarations.one("cloudfront.Distribution");
		const distribution = new Distribution(declarations, (host) => {
			const origin = at(host, "cloudfront.amazonaws.com", declared.arn);
			if (!origin)
				throw new Error(`the program declares no origin with the host ${host}`);
			return origin;
		});
		const { serve } = distribution;
		const api = serveInvalidations(declared, (paths) =>
			distribution.invalidate(paths),
		);
		return { api, front: { name: "distribution", path: "", serve } };
	},
};
