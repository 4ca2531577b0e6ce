import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { edgeFunctionCode } from "../functions/bundle.ts";
import { bundleSite } from "../site/bundle.ts";
import type { Api } from "./api.ts";
import { stageName } from "./apiMethods.ts";
import { privateBucket, readableBy } from "./bucket.ts";
import {
	allViewerExceptHostHeader,
	cachedFor,
	cachingDisabled,
	securityHeaders,
} from "./edgePolicies.ts";
import type { Storage } from "./storage.ts";

export interface FrontendArgs {
	api: Pick<Api, "restApi" | "apiKey">;
	dataBucket: Storage["dataBucket"];
	/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html */
	priceClass: string;
}

/** What a browser sees: the page, the months and the API under one address. */
export class Frontend extends pulumi.ComponentResource {
	readonly siteBucket: aws.s3.Bucket;
	readonly distribution: aws.cloudfront.Distribution;
	/** Scheme and host of the page. */
	readonly origin: pulumi.Output<string>;

	constructor(
		name: string,
		args: FrontendArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Frontend", name, {}, opts);
		const child = { parent: this };
		// Whatever is in it can be made again from site/.
		this.siteBucket = privateBucket(
			`${name}-site`,
			{ forceDestroy: true },
			child,
		);
		uploadSite(name, this.siteBucket, child);
		this.distribution = createDistribution(name, this.siteBucket, args, child);
		readableBy(`${name}-site`, this.siteBucket, this.distribution, child);
		readableBy(`${name}-data`, args.dataBucket, this.distribution, child);
		this.origin = pulumi.interpolate`https://${this.distribution.domainName}`;
		this.registerOutputs();
	}
}

/**
 * Files whose names carry a hash outlive their replacement, for pages that are
 * still cached ask for them; they go with the bucket.
 */
function uploadSite(
	name: string,
	bucket: aws.s3.Bucket,
	opts: pulumi.CustomResourceOptions,
): void {
	for (const file of bundleSite()) {
		const { key, contentType, cacheControl } = file;
		new aws.s3.BucketObjectv2(
			`${name}-${file.name}`,
			{
				bucket: bucket.id,
				key,
				source: new pulumi.asset.FileAsset(file.path),
				contentType,
				cacheControl,
			},
			{ ...opts, retainOnDelete: file.hashed },
		);
	}
}

const site = "site";
const data = "data";
const api = "api";

function createDistribution(
	name: string,
	siteBucket: aws.s3.Bucket,
	args: FrontendArgs,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.Distribution {
	const headers = securityHeaders(`${name}-security-headers`, opts);
	const behavior = {
		viewerProtocolPolicy: "redirect-to-https",
		compress: true,
		responseHeadersPolicyId: headers.id,
		allowedMethods: ["GET", "HEAD"],
		cachedMethods: ["GET", "HEAD"],
	};
	return new aws.cloudfront.Distribution(
		`${name}-distribution`,
		{
			comment: "CO2 anomaly map",
			enabled: true,
			httpVersion: "http2and3",
			isIpv6Enabled: true,
			priceClass: args.priceClass,
			defaultRootObject: "sample_calendar.html",
			origins: createOrigins(name, siteBucket, args, opts),
			defaultCacheBehavior: {
				...behavior,
				targetOriginId: site,
				cachePolicyId: cachedFor(`${name}-static`, "1 h", 3600, opts).id,
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
					functionAssociations: [
						{
							eventType: "viewer-request",
							functionArn: createEdgeFunction(name, opts).arn,
						},
					],
				},
				{
					...behavior,
					pathPattern: "*.geojson",
					targetOriginId: data,
					cachePolicyId: cachedFor(`${name}-data`, "24 h", 86_400, opts).id,
				},
			],
			customErrorResponses: uncachedErrors(),
			restrictions: { geoRestriction: { restrictionType: "none" } },
			viewerCertificate: { cloudfrontDefaultCertificate: true },
		},
		opts,
	);
}

function createOrigins(
	name: string,
	siteBucket: aws.s3.Bucket,
	{ api: { restApi, apiKey }, dataBucket }: FrontendArgs,
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
			// Overwrites one that the viewer sends:
			// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
			customHeaders: [{ name: "x-api-key", value: apiKey.value }],
		},
	];
}

function createEdgeFunction(
	name: string,
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.Function {
	return new aws.cloudfront.Function(
		`${name}-viewer-request`,
		{
			runtime: "cloudfront-js-2.0",
			comment: "Strips /api and tells the API the viewer's address",
			code: edgeFunctionCode(),
			publish: true,
		},
		opts,
	);
}

/**
 * Errors are cached for 10 s unless told otherwise. No page replaces them: an
 * error page would also replace what the API answers.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html
 */
function uncachedErrors() {
	return [400, 403, 404, 405, 500, 502, 503, 504].map((errorCode) => ({
		errorCode,
		errorCachingMinTtl: 0,
	}));
}
