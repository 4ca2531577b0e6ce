import type { AwsService } from "../core/service.ts";
import { Distribution } from "./distribution.ts";

const domain = { notImitated: { "domain, certificate": "*" } };
const accessLog = { notImitated: { "access log of the distribution": "*" } };

export const cloudfront: AwsService = {
	name: "cloudfront",
	types: {
		"acm.Certificate": domain,
		"acm.CertificateValidation": domain,
		"cloudfront.CachePolicy": {},
		"cloudfront.Distribution": {
			irrelevant: {
				"a distribution that is off is not served": "enabled",
				"the bucket's policy decides": "origins.originAccessControlId",
				"there is one machine":
					"isIpv6Enabled origins.customOriginConfig priceClass",
			},
			notImitated: {
				"domain, certificate": "aliases viewerCertificate",
				"HTTP/2, HTTP/3 and TLS": "httpVersion",
			},
		},
		"cloudfront.Function": {
			irrelevant: {
				"a function is tried as it is written": "publish runtime",
			},
		},
		"cloudfront.OriginAccessControl": {
			irrelevant: { "the bucket's policy decides": "*" },
		},
		"cloudfront.ResponseHeadersPolicy": {},
		"cloudwatch.LogDelivery": accessLog,
		"cloudwatch.LogDeliveryDestination": accessLog,
		"cloudwatch.LogDeliverySource": accessLog,
		"route53.Record": domain,
	},
	start({ declarations, at }) {
		const { arn } = declarations.one("cloudfront.Distribution");
		const distribution = new Distribution(declarations, (host) => {
			const origin = at(host, "cloudfront.amazonaws.com", arn);
			if (!origin) throw new Error(`${host} is no origin that is declared`);
			return origin;
		});
		const serve = distribution.serve.bind(distribution);
		return { front: { name: "distribution", path: "", serve } };
	},
};
