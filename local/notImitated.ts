/** What is declared and not imitated: named at start, so that nobody relies on it. */
import type { Declarations } from "./program/declarations.ts";

/** Types that `local/` serves from, and types that need nothing here: they are for AWS's own bookkeeping. */
const served = new Set([
	"aws:apigateway/apiKey:ApiKey",
	"aws:apigateway/deployment:Deployment",
	"aws:apigateway/integration:Integration",
	"aws:apigateway/integrationResponse:IntegrationResponse",
	"aws:apigateway/method:Method",
	"aws:apigateway/methodResponse:MethodResponse",
	"aws:apigateway/methodSettings:MethodSettings",
	"aws:apigateway/model:Model",
	"aws:apigateway/requestValidator:RequestValidator",
	"aws:apigateway/resource:Resource",
	"aws:apigateway/response:Response",
	"aws:apigateway/restApi:RestApi",
	"aws:apigateway/stage:Stage",
	"aws:apigateway/usagePlan:UsagePlan",
	"aws:apigateway/usagePlanKey:UsagePlanKey",
	"aws:cloudfront/cachePolicy:CachePolicy",
	"aws:cloudfront/distribution:Distribution",
	"aws:cloudfront/function:Function",
	"aws:cloudfront/originAccessControl:OriginAccessControl",
	"aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
	"aws:cloudwatch/logGroup:LogGroup",
	"aws:dynamodb/table:Table",
	"aws:iam/role:Role",
	"aws:iam/rolePolicy:RolePolicy",
	"aws:lambda/alias:Alias",
	"aws:lambda/function:Function",
	"aws:lambda/layerVersion:LayerVersion",
	"aws:lambda/permission:Permission",
	"aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
	"aws:s3/bucket:Bucket",
	"aws:s3/bucketObjectv2:BucketObjectv2",
	"aws:s3/bucketOwnershipControls:BucketOwnershipControls",
	"aws:s3/bucketPolicy:BucketPolicy",
	"aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
	"aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
	"aws:s3/bucketVersioning:BucketVersioning",
	"aws:secretsmanager/secret:Secret",
	"aws:secretsmanager/secretVersion:SecretVersion",
	"aws:ssm/parameter:Parameter",
]);

const names: Record<string, string> = {
	"aws:cloudwatch/metricAlarm:MetricAlarm": "CloudWatch alarms",
	"aws:sns/topic:Topic": "SNS topics",
	"aws:sns/topicSubscription:TopicSubscription": "SNS subscriptions",
};

/** A line for each kind of resource, with how many of it are declared. */
export function notImitated({ resources }: Declarations): string[] {
	const counts = new Map<string, number>();
	for (const { type } of resources) {
		if (served.has(type) || !type.startsWith("aws:")) continue;
		const name = names[type] ?? type;
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return [...counts].map(([name, count]) => `${name} (${count})`);
}
