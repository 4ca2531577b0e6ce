import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Api, stageName } from "../api/api.ts";
import type { Tags } from "../tags.ts";
import {
	allViewerExceptHostHeader,
	cachedFor,
	cachingDisabled,
	responseHeaders,
	varyByEncoding,
} from "./edgePolicies.ts";

export interface DistributionArgs {
	siteBucket: aws.s3.Bucket;
	dataBucket: aws.s3.Bucket;
	/** Runs for each request, before the cache. */
	edgeFunction: aws.cloudfront.Function;
	api: Pick<Api, "restApi" | "apiKey">;
	/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html */
	priceClass: string;
	/** ISO 3166-1 alpha-2; all when empty. */
	allowedCountries: string[];
	/** Origins whose pages may show the site in a frame. */
	allowedEmbedders: string[];
	/** ARN of the firewall; none when undefined. */
	webAclArn: pulumi.Input<string> | undefined;
	/** Host name, with the ARN of its certificate; CloudFront's host name when undefined. */
	alias:
		| { domainName: string; certificateArn: pulumi.Input<string> }
		| undefined;
	tags: Tags;
}

const site = "site";
const data = "data";
const api = "api";

/** The origin group of a bucket. */
const orNotFound = (bucket: string) => `${bucket}-or-not-found`;

/** The page, the months and the API under one address. */
export function createDistribution(
	name: string,
	args: DistributionArgs,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.Distribution {
	return new aws.cloudfront.Distribution(
		`${name}-distribution`,
		{
			comment: "CO2 anomaly map",
			enabled: true,
			httpVersion: "http2and3",
			isIpv6Enabled: true,
			priceClass: args.priceClass,
			defaultRootObject: "sample_calendar.html",
			origins: createOrigins(name, args, opts),
			originGroups: [site, data].map(notFoundByApi),
			...createBehaviors(name, args, opts),
			customErrorResponses: uncachedErrors(),
			// Without a bucket, this applies to standard logging v2 (siteAccessLog.ts).
			loggingConfig: { includeCookies: false },
			restrictions: { geoRestriction: geoRestriction(args) },
			...hostNames(args),
			...(args.webAclArn && { webAclId: args.webAclArn }),
			tags: args.tags,
		},
		// It is CloudFront's default, which the provider may not read back.
		{ ...opts, ignoreChanges: ["loggingConfig"] },
	);
}

function createOrigins(
	name: string,
	{ siteBucket, dataBucket, api: { restApi, apiKey } }: DistributionArgs,
	opts: pulumi.CustomResourceOptions,
): aws.types.input.cloudfront.DistributionOrigin[] {
	const accessControl = new aws.cloudfront.OriginAccessControl(
		`${name}-access-control`,
		{
			originAccessControlOriginType: "s3",
			signingBehavior: "always",
			signingProtocol: "sigv4",
		},
		opts,
	);
	const bucketOrigin = (originId: string, bucket: aws.s3.Bucket) => ({
		originId,
		domainName: bucket.bucketRegionalDomainName,
		originAccessControlId: accessControl.id,
	});
	return [
		bucketOrigin(site, siteBucket),
		bucketOrigin(data, dataBucket),
		{
			originId: api,
			domainName: pulumi.interpolate`${restApi.id}.execute-api.${restApi.region}.amazonaws.com`,
			originPath: `/${stageName}`,
			customOriginConfig: {
				httpPort: 80,
				httpsPort: 443,
				originProtocolPolicy: "https-only",
				originSslProtocols: ["TLSv1.2"],
			},
			// CloudFront overwrites a header of the viewer with this name:
			// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
			customHeaders: [{ name: "x-api-key", value: apiKey.value }],
		},
	];
}

/**
 * S3 answers 403 with XML of its own for an object that does not exist, because
 * the distribution must not list the bucket. The API, which knows no such path,
 * answers 404 in its place, with the body of all errors.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
const notFoundByApi = (bucket: string) => ({
	originId: orNotFound(bucket),
	failoverCriteria: { statusCodes: [403] },
	members: [{ originId: bucket }, { originId: api }],
});

/** The origin and the cache policy of each path. */
function createBehaviors(
	name: string,
	args: DistributionArgs,
	opts: pulumi.CustomResourceOptions,
) {
	const headers = responseHeaders(`${name}-security-headers`, args, opts);
	const behavior = {
		viewerProtocolPolicy: "redirect-to-https",
		compress: true,
		responseHeadersPolicyId: headers.id,
		allowedMethods: ["GET", "HEAD"],
		cachedMethods: ["GET", "HEAD"],
		functionAssociations: [
			{ eventType: "viewer-request", functionArn: args.edgeFunction.arn },
		],
	};
	const published = publishedData(name, args, opts);
	return {
		defaultCacheBehavior: {
			...behavior,
			targetOriginId: orNotFound(site),
			cachePolicyId: cachedFor(
				`${name}-static`,
				{ comment: "1 h", seconds: 3600, compress: true },
				opts,
			).id,
		},
		orderedCacheBehaviors: [
			{
				...behavior,
				pathPattern: "/api/*",
				targetOriginId: api,
				allowedMethods: [
					"DELETE",
					"GET",
					"HEAD",
					"OPTIONS",
					"PATCH",
					"POST",
					"PUT",
				],
				cachePolicyId: cachingDisabled,
				originRequestPolicyId: allViewerExceptHostHeader,
			},
			...["*.geojson", "*.columns"].map((pathPattern) => ({
				...behavior,
				pathPattern,
				...published,
			})),
		],
	};
}

/** How months and their index are served. */
function publishedData(
	name: string,
	{ allowedEmbedders }: DistributionArgs,
	opts: pulumi.CustomResourceOptions,
) {
	return {
		targetOriginId: orNotFound(data),
		// The objects are stored in each encoding.
		compress: false,
		cachePolicyId: cachedFor(
			`${name}-data`,
			{ comment: "24 h", seconds: 86_400, compress: false },
			opts,
		).id,
		responseHeadersPolicyId: responseHeaders(
			`${name}-data-headers`,
			{ allowedEmbedders, custom: [varyByEncoding] },
			opts,
		).id,
	};
}

/**
 * By default, CloudFront caches errors for 10 s. No page replaces them, because it
 * would also replace the errors of the API and of the firewall.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
 */
function uncachedErrors() {
	return [400, 403, 404, 405, 500, 502, 503, 504].map((errorCode) => ({
		errorCode,
		errorCachingMinTtl: 0,
	}));
}

function geoRestriction({ allowedCountries }: DistributionArgs) {
	return allowedCountries.length > 0
		? { restrictionType: "whitelist", locations: allowedCountries }
		: { restrictionType: "none" };
}

/** With CloudFront's own certificate, CloudFront also decides the minimum TLS version. */
function hostNames({ alias }: DistributionArgs) {
	if (!alias)
		return { viewerCertificate: { cloudfrontDefaultCertificate: true } };
	return {
		aliases: [alias.domainName],
		viewerCertificate: {
			acmCertificateArn: alias.certificateArn,
			sslSupportMethod: "sni-only",
			minimumProtocolVersion: "TLSv1.2_2021",
		},
	};
}
