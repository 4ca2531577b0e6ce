import { readFileSync } from "node:fs";
import { expect } from "chai";
import { edgeFunctionCode } from "../../build/functions.ts";
import {
	bucketResources,
	expectInputs,
	expectPrivateBucket,
	expectReadByDistribution,
	output,
} from "../support/expectations.ts";
import {
	account,
	type Program,
	program,
	region,
	secret,
} from "../support/program.ts";

const domain = {
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
};

const firewall = {
	"frontend-firewall": "aws:wafv2/webAcl:WebAcl",
	"frontend-firewall-log":
		"aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
	"frontend-firewall-log-group": "aws:cloudwatch/logGroup:LogGroup",
};

describe("Frontend", () => {
	const dev = {
		"frontend-access-control":
			"aws:cloudfront/originAccessControl:OriginAccessControl",
		"frontend-access-log": "aws:cloudwatch/logDelivery:LogDelivery",
		"frontend-access-log-destination":
			"aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
		"frontend-access-log-group": "aws:cloudwatch/logGroup:LogGroup",
		"frontend-access-log-policy":
			"aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
		"frontend-access-log-source":
			"aws:cloudwatch/logDeliverySource:LogDeliverySource",
		"frontend-coastlines.json": "aws:s3/bucketObjectv2:BucketObjectv2",
		"frontend-data": "aws:cloudfront/cachePolicy:CachePolicy",
		"frontend-data-policy": "aws:s3/bucketPolicy:BucketPolicy",
		"frontend-distribution": "aws:cloudfront/distribution:Distribution",
		"frontend-main.css": "aws:s3/bucketObjectv2:BucketObjectv2",
		"frontend-main.js": "aws:s3/bucketObjectv2:BucketObjectv2",
		"frontend-sample_calendar.html": "aws:s3/bucketObjectv2:BucketObjectv2",
		"frontend-security-headers":
			"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
		...bucketResources("frontend-site"),
		"frontend-site-policy": "aws:s3/bucketPolicy:BucketPolicy",
		"frontend-static": "aws:cloudfront/cachePolicy:CachePolicy",
		"frontend-viewer-request": "aws:cloudfront/function:Function",
	};

	it("makes the site bucket with the page, and the distribution with its policies and log", async () => {
		expect((await program()).children("frontend")).to.deep.equal(dev);
	});

	it("makes a firewall where firewalls are on", async () => {
		expect((await program("prod")).children("frontend")).to.deep.equal({
			...dev,
			...firewall,
		});
	});

	it("serves page, months and API under one address", async () => {
		const declared = await program();
		const behavior = {
			viewerProtocolPolicy: "redirect-to-https",
			compress: true,
			responseHeadersPolicyId: output(declared, "frontend-security-headers"),
			allowedMethods: ["GET", "HEAD"],
			cachedMethods: ["GET", "HEAD"],
		};
		const originAccessControlId = output(declared, "frontend-access-control");
		expectInputs(declared, "frontend-distribution", {
			comment: "CO2 anomaly map",
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
						httpPort: 80,
						httpsPort: 443,
						originProtocolPolicy: "https-only",
						originSslProtocols: ["TLSv1.2"],
					},
					customHeaders: [
						{ name: "x-api-key", value: output(declared, "api-key", "value") },
					],
				},
			]),
			defaultCacheBehavior: {
				...behavior,
				targetOriginId: "site",
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
					functionAssociations: [
						{
							eventType: "viewer-request",
							functionArn: output(declared, "frontend-viewer-request", "arn"),
						},
					],
				},
				{
					...behavior,
					pathPattern: "*.geojson",
					targetOriginId: "data",
					cachePolicyId: output(declared, "frontend-data"),
				},
			],
			// No page: it would replace what the API answers.
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

	it("keeps static files for an hour and months for a day, by path, compressed and not", async () => {
		const declared = await program();
		const policy = (comment: string, seconds: number) => ({
			comment,
			minTtl: 1,
			defaultTtl: seconds,
			maxTtl: seconds,
			parametersInCacheKeyAndForwardedToOrigin: {
				enableAcceptEncodingGzip: true,
				enableAcceptEncodingBrotli: true,
				cookiesConfig: { cookieBehavior: "none" },
				headersConfig: { headerBehavior: "none" },
				queryStringsConfig: { queryStringBehavior: "none" },
			},
		});
		expectInputs(declared, "frontend-static", policy("1 h", 3600));
		expectInputs(declared, "frontend-data", policy("24 h", 86_400));
	});

	it("sends security headers, and lets third parties give nothing but map tiles", async () => {
		const override = true;
		expectInputs(await program(), "frontend-security-headers", {
			comment: "Security headers of every answer",
			securityHeadersConfig: {
				contentSecurityPolicy: {
					contentSecurityPolicy:
						"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https://tile.openstreetmap.org; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
					override,
				},
				contentTypeOptions: { override },
				frameOptions: { frameOption: "DENY", override },
				referrerPolicy: {
					referrerPolicy: "strict-origin-when-cross-origin",
					override,
				},
				strictTransportSecurity: {
					accessControlMaxAgeSec: 63_072_000,
					includeSubdomains: true,
					override,
				},
			},
		});
	});

	it("runs the edge function before the API", async () => {
		expectInputs(await program(), "frontend-viewer-request", {
			runtime: "cloudfront-js-2.0",
			comment: "Strips /api and tells the API the viewer's address",
			code: edgeFunctionCode(),
			publish: true,
		});
	});

	it("keeps the site bucket private; nothing but old versions goes from it", async () => {
		const prod = await program("prod");
		expectPrivateBucket(prod, "frontend-site");
		expectInputs(prod, "frontend-site", { forceDestroy: true });
		const all = { status: "Enabled", filter: { prefix: "" } };
		expectInputs(prod, "frontend-site-lifecycle", {
			bucket: output(prod, "frontend-site"),
			rules: [
				{
					...all,
					id: "abort-incomplete-uploads",
					abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
				},
				{
					...all,
					id: "old-versions",
					noncurrentVersionExpiration: { noncurrentDays: 90 },
				},
			],
		});
	});

	it("lets this distribution alone read both buckets, over TLS", async () => {
		const declared = await program();
		expectReadByDistribution(declared, "frontend-site-policy", "frontend-site");
		expectReadByDistribution(declared, "frontend-data-policy", "storage-data");
	});

	const assets = [
		["main.js", "text/javascript; charset=utf-8"],
		["main.css", "text/css; charset=utf-8"],
		["coastlines.json", "application/json"],
	] as const;

	it("uploads the page, which asks for its parts by their hashed names", async () => {
		const declared = await program();
		const { source, ...page } = declared.inputs(
			"frontend-sample_calendar.html",
		);
		expect(page).to.deep.equal({
			bucket: output(declared, "frontend-site"),
			key: "sample_calendar.html",
			contentType: "text/html; charset=utf-8",
			cacheControl: "public, max-age=60, s-maxage=3600",
		});
		const { path } = source as { path: string };
		const html = readFileSync(path, "utf8");
		for (const [name, contentType] of assets) {
			const { source: _, ...asset } = declared.inputs(`frontend-${name}`);
			expect(asset).to.deep.equal({
				bucket: output(declared, "frontend-site"),
				key: asset.key,
				contentType,
				cacheControl: "public, max-age=31536000, immutable",
			});
			expect(html).to.include(`"${asset.key}"`);
			expect(html).not.to.include(`"${name}"`);
			expect(declared.one(`frontend-${name}`).options.retainOnDelete).to.equal(
				true,
			);
		}
	});

	it("logs accesses without the viewer's address, delivered to CloudWatch", async () => {
		const declared = await program("dev", { logRetentionDays: "30" });
		expectInputs(declared, "frontend-access-log-group", {
			region: "us-east-1",
			name: "/aws/vendedlogs/cloudfront/dev-site",
			retentionInDays: 30,
		});
		expectInputs(declared, "frontend-access-log-source", {
			region: "us-east-1",
			name: "dev-site-access",
			logType: "ACCESS_LOGS",
			resourceArn: output(declared, "frontend-distribution", "arn"),
		});
		expectInputs(declared, "frontend-access-log-destination", {
			region: "us-east-1",
			name: "dev-site-access",
			outputFormat: "json",
			deliveryDestinationConfiguration: {
				destinationResourceArn: output(
					declared,
					"frontend-access-log-group",
					"arn",
				),
			},
		});
		const { recordFields, ...delivery } = declared.inputs(
			"frontend-access-log",
		);
		const { tags: _, ...rest } = delivery;
		expect(rest).to.deep.equal({
			region: "us-east-1",
			deliverySourceName: "dev-site-access",
			deliveryDestinationArn: output(
				declared,
				"frontend-access-log-destination",
				"arn",
			),
		});
		expect(recordFields).to.include.members(["cs-uri-stem", "sc-status"]);
		expect(recordFields).not.to.include.oneOf([
			"c-ip",
			"cs(Cookie)",
			"x-forwarded-for",
		]);
		const { policyDocument, ...policy } = declared.inputs(
			"frontend-access-log-policy",
		);
		expect(policy).to.deep.equal({
			region: "us-east-1",
			policyName: "dev-site-access",
		});
		expect(JSON.parse(String(policyDocument))).to.deep.equal({
			Version: "2012-10-17",
			Statement: [
				{
					Effect: "Allow",
					Principal: { Service: "delivery.logs.amazonaws.com" },
					Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
					Resource: `arn:aws:logs:us-east-1:${account}:log-group:/aws/vendedlogs/cloudfront/dev-site:log-stream:*`,
					Condition: {
						StringEquals: { "aws:SourceAccount": account },
						ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${account}:*` },
					},
				},
			],
		});
	});

	it("serves a domain of its own, with a certificate that Route 53 proves", async () => {
		const declared = await program("dev", domain);
		expectInputs(declared, "frontend-certificate", {
			region: "us-east-1",
			domainName: "map.example.com",
			validationMethod: "DNS",
		});
		const [proof] = declared.one("frontend-certificate").state
			.domainValidationOptions as Record<string, string>[];
		expectInputs(declared, "frontend-validation", {
			zoneId: domain.hostedZoneId,
			name: proof?.resourceRecordName,
			type: "CNAME",
			records: [proof?.resourceRecordValue],
			ttl: 60,
			allowOverwrite: true,
		});
		expectInputs(declared, "frontend-certificate-validation", {
			region: "us-east-1",
			certificateArn: output(declared, "frontend-certificate", "arn"),
			validationRecordFqdns: [proof?.resourceRecordName],
		});
		expect(declared.inputs("frontend-distribution")).to.deep.include({
			aliases: ["map.example.com"],
			viewerCertificate: {
				acmCertificateArn: output(declared, "frontend-certificate", "arn"),
				sslSupportMethod: "sni-only",
				minimumProtocolVersion: "TLSv1.2_2021",
			},
		});
		for (const type of ["A", "AAAA"])
			expectInputs(declared, `frontend-${type.toLowerCase()}`, {
				zoneId: domain.hostedZoneId,
				name: "map.example.com",
				type,
				aliases: [
					{
						name: output(declared, "frontend-distribution", "domainName"),
						zoneId: "Z2FDTNDATAQYW2",
						evaluateTargetHealth: false,
					},
				],
			});
		const { environment } = declared.inputs("lambda-reasoning");
		expect(environment).to.have.nested.property(
			"variables.ALLOWED_ORIGIN",
			"https://map.example.com",
		);
	});

	it("serves the configured countries alone, in the configured price class", async () => {
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

const visible = (metricName: string) => ({
	metricName,
	cloudwatchMetricsEnabled: true,
	sampledRequestsEnabled: true,
});

const group = (name: string, priority: number, ...counted: string[]) => ({
	name,
	priority,
	overrideAction: { none: {} },
	statement: {
		managedRuleGroupStatement: {
			vendorName: "AWS",
			name,
			ruleActionOverrides: counted.map((rule) => ({
				name: rule,
				actionToUse: { count: {} },
			})),
		},
	},
	visibilityConfig: visible(name),
});

const rateLimit = (limit: number, priority: number) => ({
	name: "rate-limit",
	priority,
	action: {
		block: {
			customResponse: {
				responseCode: 429,
				customResponseBodyKey: "too-many-requests",
				responseHeaders: [{ name: "Retry-After", value: "300" }],
			},
		},
	},
	statement: {
		rateBasedStatement: {
			limit,
			evaluationWindowSec: 300,
			aggregateKeyType: "IP",
			scopeDownStatement: {
				byteMatchStatement: {
					searchString: "/api/",
					positionalConstraint: "STARTS_WITH",
					fieldToMatch: { uriPath: {} },
					textTransformations: [{ priority: 0, type: "NONE" }],
				},
			},
		},
	},
	visibilityConfig: visible("rate-limit"),
});

describe("Frontend's firewall", () => {
	const bodies = (declared: Program) =>
		Object.fromEntries(
			(
				declared.inputs("frontend-firewall").customResponseBodies as {
					key: string;
					contentType: string;
					content: string;
				}[]
			).map(({ key, contentType, content }) => [
				key,
				{ contentType, ...JSON.parse(content) },
			]),
		);

	it("limits the rate of an address, then asks AWS's rule groups", async () => {
		const prod = await program("prod");
		const { customResponseBodies: _, ...inputs } =
			prod.inputs("frontend-firewall");
		const { tags: __, ...declared } = inputs;
		expect(declared).to.deep.equal({
			scope: "CLOUDFRONT",
			region: "us-east-1",
			description: "Rate limit, blocked addresses and AWS managed rules",
			defaultAction: { allow: {} },
			rules: [
				rateLimit(2000, 0),
				group("AWSManagedRulesAmazonIpReputationList", 1),
				group("AWSManagedRulesCommonRuleSet", 2, "SizeRestrictions_BODY"),
				group("AWSManagedRulesKnownBadInputsRuleSet", 3),
				group("AWSManagedRulesSQLiRuleSet", 4),
			],
			visibilityConfig: visible("edge"),
		});
		expect(prod.inputs("frontend-distribution").webAclId).to.equal(
			output(prod, "frontend-firewall", "arn"),
		);
	});

	it("answers what it blocks with JSON of the contract", async () => {
		const answers = bodies(await program("prod"));
		const contentType = "APPLICATION_JSON";
		const request_id = "see the header x-amz-cf-id";
		expect(answers).to.have.all.keys("too-many-requests", "blocked");
		expect(answers["too-many-requests"]).to.include({
			contentType,
			error: "too_many_requests",
			request_id,
		});
		expect(answers.blocked).to.include({
			contentType,
			error: "forbidden",
			request_id,
		});
	});

	it("blocks the configured addresses first, of either version of IP", async () => {
		const prod = await program("prod", {
			blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
			ipRateLimit: "500",
		});
		const rules = prod.inputs("frontend-firewall").rules as object[];
		const blocked = (version: string, priority: number) => ({
			name: `blocked-${version}`,
			priority,
			action: {
				block: {
					customResponse: {
						responseCode: 403,
						customResponseBodyKey: "blocked",
					},
				},
			},
			statement: {
				ipSetReferenceStatement: {
					arn: output(prod, `frontend-firewall-blocked-${version}`, "arn"),
				},
			},
			visibilityConfig: visible(`blocked-${version}`),
		});
		expect(rules.slice(0, 3)).to.deep.equal([
			blocked("ipv4", 0),
			blocked("ipv6", 1),
			rateLimit(500, 2),
		]);
		const set = (ipAddressVersion: string, address: string) => ({
			scope: "CLOUDFRONT",
			region: "us-east-1",
			ipAddressVersion,
			addresses: [address],
		});
		expectInputs(
			prod,
			"frontend-firewall-blocked-ipv4",
			set("IPV4", "203.0.113.0/24"),
		);
		expectInputs(
			prod,
			"frontend-firewall-blocked-ipv6",
			set("IPV6", "2001:db8::/32"),
		);
	});

	it("logs what it blocks, and nothing else", async () => {
		const prod = await program("prod");
		expectInputs(prod, "frontend-firewall-log-group", {
			region: "us-east-1",
			name: "aws-waf-logs-prod-edge",
			retentionInDays: 14,
		});
		expectInputs(prod, "frontend-firewall-log", {
			region: "us-east-1",
			resourceArn: output(prod, "frontend-firewall", "arn"),
			logDestinationConfigs: [
				output(prod, "frontend-firewall-log-group", "arn"),
			],
			redactedFields: [{ singleHeader: { name: "x-api-key" } }],
			loggingFilter: {
				defaultBehavior: "DROP",
				filters: [
					{
						behavior: "KEEP",
						requirement: "MEETS_ANY",
						conditions: [{ actionCondition: { action: "BLOCK" } }],
					},
				],
			},
		});
	});
});
