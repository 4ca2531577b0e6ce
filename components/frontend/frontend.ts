import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { root } from "../../build/projectRoot.ts";
import { originMark, type SiteFile } from "../../build/site.ts";
import type { Api } from "../api/api.ts";
import { privateBucket, readableBy, siteLifecycle } from "../bucket.ts";
import type { Storage } from "../storage/storage.ts";
import type { Tags } from "../tags.ts";
import { createDistribution } from "./distribution.ts";
import { createCertificate, type Domain, pointDomain } from "./domain.ts";
import { createEdgeFirewall } from "./edgeFirewall.ts";
import { createEdgeFunction } from "./edgeFunction.ts";
import { logAccess } from "./siteAccessLog.ts";

export interface FrontendArgs {
	/** The stack's name: in the names of log groups. */
	stack: string;
	/** The API, served below `/api/`. */
	api: Pick<Api, "restApi" | "apiKey">;
	/** The bucket of the months, and the name of the bucket for server access logs. */
	storage: Pick<Storage, "dataBucket" | "accessLogBucket">;
	/** The files of the page. */
	files: SiteFile[];
	/** Source of the CloudFront Function (build/functions.ts). */
	edgeCode: string;
	/**
	 * The site's own host name, and its Route 53 zone.
	 * @default CloudFront's host name
	 */
	domain?: Domain | undefined;
	/** The edge locations that CloudFront uses, as `PriceClass_100`. */
	priceClass: string;
	/** ISO 3166-1 alpha-2 codes of the countries to serve; all when empty. */
	allowedCountries: string[];
	/** Origins whose pages may show the site in a frame. */
	allowedEmbedders: string[];
	/** Whether a firewall protects the distribution. */
	wafEnabled: boolean;
	/** Requests of one address that the firewall admits in five minutes: all requests, and questions. */
	ipRateLimit: number;
	ipReasoningRateLimit: number;
	/** CIDR blocks whose requests the firewall blocks. */
	blockedAddresses: string[];
	/** Days for which CloudWatch keeps the logs of site and firewall. */
	logRetentionDays: number;
	tags: Tags;
}

/** The page, the months and the API under one address. */
export class Frontend extends pulumi.ComponentResource {
	readonly siteBucket: aws.s3.Bucket;
	readonly distribution: aws.cloudfront.Distribution;
	readonly edgeFunction: aws.cloudfront.Function;
	/** Scheme and host of the page. */
	readonly origin: pulumi.Output<string>;

	constructor(
		name: string,
		args: FrontendArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("co2-anomaly-map:index:Frontend", name, {}, opts);
		const child = { parent: this };
		const { domain, storage, tags } = args;
		const { dataBucket } = storage;
		this.siteBucket = createSiteBucket(name, args, child);
		this.edgeFunction = createEdgeFunction(name, args, child);
		const firewall = args.wafEnabled
			? createEdgeFirewall(`${name}-firewall`, args, child)
			: undefined;
		const distribution = createDistribution(
			name,
			{
				...args,
				dataBucket,
				siteBucket: this.siteBucket,
				edgeFunction: this.edgeFunction,
				webAclArn: firewall?.arn,
				alias: domain && {
					domainName: domain.domainName,
					certificateArn: createCertificate(name, domain, tags, child),
				},
			},
			child,
		);
		readableBy(`${name}-site`, this.siteBucket, distribution, child);
		readableBy(`${name}-data`, dataBucket, distribution, child);
		logAccess(name, { ...args, distribution }, child);
		if (domain) pointDomain(name, domain, distribution, child);
		this.distribution = distribution;
		this.origin = pulumi.interpolate`https://${domain?.domainName ?? distribution.domainName}`;
		for (const file of args.files)
			publishFile(name, file, this.siteBucket, this.origin, child);
		this.registerOutputs();
	}
}

/** The program can create its objects again from site/. */
function createSiteBucket(
	name: string,
	{ storage: { accessLogBucket }, tags }: FrontendArgs,
	opts: pulumi.CustomResourceOptions,
): aws.s3.Bucket {
	return privateBucket(
		`${name}-site`,
		{
			forceDestroy: true,
			accessLogBucket,
			lifecycleRules: siteLifecycle,
			tags,
		},
		opts,
	);
}

function publishFile(
	name: string,
	file: SiteFile,
	bucket: aws.s3.Bucket,
	origin: pulumi.Output<string>,
	opts: pulumi.CustomResourceOptions,
): void {
	const { key, contentType, cacheControl, hashed } = file;
	new aws.s3.BucketObjectv2(
		`${name}-${file.name}`,
		{
			bucket: bucket.id,
			key,
			...(hashed
				? { source: new pulumi.asset.FileAsset(file.path) }
				: { content: pageAt(origin, file) }),
			contentType,
			cacheControl,
		},
		// Cached pages request the hashed files of their release, so old files stay
		// until the bucket is deleted.
		{ ...opts, retainOnDelete: hashed },
	);
}

function pageAt(
	origin: pulumi.Output<string>,
	{ path }: SiteFile,
): pulumi.Output<string> {
	const html = readFileSync(join(root, path), "utf8");
	return origin.apply((address) => html.replaceAll(originMark, address));
}
