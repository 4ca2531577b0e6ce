import type { cloudfront as types } from "@pulumi/aws";
import type { AwsService } from "../core/service.ts";
import { Distribution } from "./distribution.ts";

const domain = { notImitated: { "domain, certificate": "*" } };
const accessLog = { notImitated: { "access log of the distribution": "*" } };

export const cloudfront: AwsService = {
	name: "cloudfront",
	types: {
		"aws:acm/certificate:Certificate": domain,
		"aws:acm/certificateValidation:CertificateValidation": domain,
		"aws:cloudfront/cachePolicy:CachePolicy": {},
		"aws:cloudfront/distribution:Distribution": {
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
		"aws:cloudfront/function:Function": {
			irrelevant: {
				"a function is tried as it is written": "publish runtime",
			},
		},
		"aws:cloudfront/originAccessControl:OriginAccessControl": {
			irrelevant: { "the bucket's policy decides": "*" },
		},
		"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {},
		"aws:cloudwatch/logDelivery:LogDelivery": accessLog,
		"aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": accessLog,
		"aws:cloudwatch/logDeliverySource:LogDeliverySource": accessLog,
		"aws:route53/record:Record": domain,
	},
	start({ declarations, at }) {
		const { arn } = declarations.one<types.Distribution>(
			"aws:cloudfront/distribution:Distribution",
		);
		const distribution = new Distribution(declarations, (host) => {
			const origin = at(host, "cloudfront.amazonaws.com", arn);
			if (!origin) throw new Error(`${host} is no origin that is declared`);
			return origin;
		});
		const serve = distribution.serve.bind(distribution);
		return { front: { name: "distribution", path: "", serve } };
	},
};
