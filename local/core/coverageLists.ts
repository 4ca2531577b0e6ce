/** The lists of coverage.ts. */
import type { Coverage } from "./coverage.ts";

const wiring = "joins resources that are served together here";
const oneMachine = "there is one machine, and its disk";
const bookkeeping = "AWS's own bookkeeping";

/** Types of which no input is served, all alike. */
export const types = {
	/** By type, the reason. */
	irrelevant: {
		"aws:apigateway/account:Account": bookkeeping,
		"aws:apigateway/deployment:Deployment":
			"what is declared is what is served",
		"aws:cloudfront/originAccessControl:OriginAccessControl":
			"the bucket's policy decides",
		"aws:cloudwatch/logResourcePolicy:LogResourcePolicy": bookkeeping,
		"aws:iam/rolePolicyAttachment:RolePolicyAttachment":
			"of roles that nothing here takes",
		"aws:s3/bucketOwnershipControls:BucketOwnershipControls":
			"there are no other accounts",
		"aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
			oneMachine,
	},
	/** By type, the name under which it is announced at start. */
	notImitated: {
		"aws:acm/certificate:Certificate": "domain, certificate",
		"aws:acm/certificateValidation:CertificateValidation":
			"domain, certificate",
		"aws:backup/plan:Plan": "backups",
		"aws:backup/selection:Selection": "backups",
		"aws:backup/vault:Vault": "backups",
		"aws:budgets/budget:Budget": "budget",
		"aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration":
			"alarms and who is told",
		"aws:cloudwatch/dashboard:Dashboard": "dashboard, saved queries",
		"aws:cloudwatch/logDelivery:LogDelivery": "access log of the distribution",
		"aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination":
			"access log of the distribution",
		"aws:cloudwatch/logDeliverySource:LogDeliverySource":
			"access log of the distribution",
		"aws:cloudwatch/logMetricFilter:LogMetricFilter": "alarms and who is told",
		"aws:cloudwatch/metricAlarm:MetricAlarm": "alarms and who is told",
		"aws:cloudwatch/queryDefinition:QueryDefinition":
			"dashboard, saved queries",
		"aws:route53/record:Record": "domain, certificate",
		"aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration":
			"lifecycle and old versions of objects",
		"aws:s3/bucketVersioning:BucketVersioning":
			"lifecycle and old versions of objects",
		"aws:sns/topic:Topic": "alarms and who is told",
		"aws:sns/topicPolicy:TopicPolicy": "alarms and who is told",
		"aws:sns/topicSubscription:TopicSubscription": "alarms and who is told",
		"aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration":
			"log of the firewall",
		"awsx:cloudtrail:Trail": "audit trail",
	} as Record<string, string>,
} as const;

/** By type, what becomes of its inputs. */
export const inputs: Record<string, Coverage> = {
	"aws:apigateway/apiKey:ApiKey": {},
	"aws:apigateway/integration:Integration": {
		honoured:
			"httpMethod requestTemplates resourceId timeoutMilliseconds type uri",
		irrelevant: {
			[wiring]: "restApi",
			"Lambda takes nothing but POST": "integrationHttpMethod",
		},
	},
	"aws:apigateway/integrationResponse:IntegrationResponse": {
		honoured: "httpMethod resourceId responseParameters statusCode",
		irrelevant: { [wiring]: "restApi" },
	},
	"aws:apigateway/method:Method": {
		honoured:
			"apiKeyRequired httpMethod requestModels requestValidatorId resourceId restApi",
		notImitated: { "authorizers of methods": "authorization" },
	},
	"aws:apigateway/methodResponse:MethodResponse": {
		irrelevant: {
			"declares what the integration's response sets":
				"httpMethod resourceId responseParameters restApi statusCode",
		},
	},
	"aws:apigateway/methodSettings:MethodSettings": {
		honoured:
			"methodPath settings.throttlingBurstLimit settings.throttlingRateLimit",
		irrelevant: { [wiring]: "restApi stageName" },
		notImitated: {
			"execution log of the API":
				"settings.dataTraceEnabled settings.loggingLevel settings.metricsEnabled",
		},
	},
	"aws:apigateway/model:Model": {
		honoured: "name schema",
		irrelevant: {
			[wiring]: "restApi",
			"the method names it by content type": "contentType",
		},
	},
	"aws:apigateway/requestValidator:RequestValidator": {
		honoured: "validateRequestBody",
		irrelevant: { [wiring]: "restApi" },
	},
	"aws:apigateway/resource:Resource": {
		honoured: "parentId pathPart",
		irrelevant: { [wiring]: "restApi" },
	},
	"aws:apigateway/response:Response": {
		honoured:
			"responseParameters responseTemplates responseType restApiId statusCode",
	},
	"aws:apigateway/restApi:RestApi": {
		irrelevant: {
			"the header, which is all that the program takes": "apiKeySource",
			[oneMachine]: "endpointConfiguration",
		},
	},
	"aws:apigateway/stage:Stage": {
		honoured: "accessLogSettings stageName xrayTracingEnabled",
		irrelevant: { [wiring]: "deployment restApi" },
	},
	"aws:apigateway/usagePlan:UsagePlan": {
		honoured: "apiStages quotaSettings throttleSettings",
	},
	"aws:apigateway/usagePlanKey:UsagePlanKey": {
		honoured: "keyId usagePlanId",
		irrelevant: { "there is one type": "keyType" },
	},
	"aws:cloudfront/cachePolicy:CachePolicy": {
		honoured:
			"defaultTtl maxTtl minTtl parametersInCacheKeyAndForwardedToOrigin",
	},
	"aws:cloudfront/distribution:Distribution": {
		honoured:
			"customErrorResponses defaultCacheBehavior defaultRootObject orderedCacheBehaviors origins.customHeaders origins.domainName origins.originId origins.originPath restrictions webAclId",
		irrelevant: {
			"a distribution that is off is not served": "enabled",
			"the bucket's policy decides": "origins.originAccessControlId",
			[oneMachine]: "isIpv6Enabled origins.customOriginConfig priceClass",
		},
		notImitated: {
			"domain, certificate": "aliases viewerCertificate",
			"HTTP/2, HTTP/3 and TLS": "httpVersion",
		},
	},
	"aws:cloudfront/function:Function": {
		honoured: "code",
		irrelevant: {
			"a function is tried as it is written": "publish runtime",
		},
	},
	"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
		honoured: "customHeadersConfig removeHeadersConfig securityHeadersConfig",
	},
	"aws:cloudwatch/logGroup:LogGroup": {
		irrelevant: {
			"a log is a file, which is kept": "name retentionInDays",
		},
	},
	"aws:dynamodb/table:Table": {
		honoured: "attributes hashKey name onDemandThroughput ttl",
		irrelevant: {
			[oneMachine]: "serverSideEncryption",
			"nobody is billed": "billingMode",
		},
		notImitated: {
			backups: "deletionProtectionEnabled pointInTimeRecovery",
		},
	},
	"aws:iam/role:Role": {
		irrelevant: { "who may take a role is given": "assumeRolePolicy" },
	},
	"aws:iam/rolePolicy:RolePolicy": { honoured: "policy role" },
	"aws:lambda/alias:Alias": {
		honoured: "functionName functionVersion name routingConfig",
	},
	"aws:lambda/function:Function": {
		honoured:
			"code environment handler layers loggingConfig.logGroup memorySize role timeout",
		irrelevant: {
			"one version is what is declared": "publish",
			"Node.js is the one that runs this": "architectures runtime",
			"lines are written as they come": "loggingConfig.logFormat",
			"the stage decides what is sampled": "tracingConfig",
		},
	},
	"aws:lambda/layerVersion:LayerVersion": {
		honoured: "code",
		irrelevant: {
			"Node.js is the one that runs this":
				"compatibleArchitectures compatibleRuntimes",
			[bookkeeping]: "layerName skipDestroy",
		},
	},
	"aws:lambda/permission:Permission": {
		honoured: "action function principal qualifier sourceArn",
	},
	"aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
		honoured: "functionName provisionedConcurrentExecutions qualifier",
	},
	"aws:s3/bucket:Bucket": {
		irrelevant: { "nothing is destroyed here": "forceDestroy" },
	},
	"aws:s3/bucketObjectv2:BucketObjectv2": {
		honoured:
			"bucket cacheControl content contentEncoding contentType key source",
	},
	"aws:s3/bucketPolicy:BucketPolicy": { honoured: "bucket policy" },
	"aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
		irrelevant: {
			"nobody is served but by role or service":
				"blockPublicAcls blockPublicPolicy bucket ignorePublicAcls restrictPublicBuckets",
		},
	},
	"aws:secretsmanager/secret:Secret": {
		honoured: "name",
		irrelevant: { "nothing is destroyed here": "recoveryWindowInDays" },
	},
	"aws:secretsmanager/secretVersion:SecretVersion": {
		honoured: "secretId secretString",
	},
	"aws:ssm/parameter:Parameter": {
		honoured: "insecureValue name type",
	},
	"aws:wafv2/ipSet:IpSet": {
		honoured: "addresses",
		irrelevant: { [wiring]: "ipAddressVersion scope" },
	},
	"aws:wafv2/webAcl:WebAcl": {
		honoured:
			"customResponseBodies defaultAction rules.action rules.priority rules.statement.byteMatchStatement rules.statement.ipSetReferenceStatement rules.statement.rateBasedStatement",
		irrelevant: {
			"metrics of the firewall are not kept":
				"rules.visibilityConfig visibilityConfig",
			"errors name it": "rules.name",
			[wiring]: "scope",
		},
		notImitated: {
			"managed rule groups of the firewall":
				"rules.overrideAction rules.statement.managedRuleGroupStatement",
		},
	},
	"aws:wafv2/webAclAssociation:WebAclAssociation": {
		honoured: "resourceArn webAclArn",
	},
	"aws:xray/samplingRule:SamplingRule": {
		honoured: "fixedRate reservoirSize serviceName serviceType",
		irrelevant: {
			"the rule is for every request": "host httpMethod resourceArn urlPath",
			"there is one rule": "priority",
			[bookkeeping]: "ruleName version",
		},
	},
};
