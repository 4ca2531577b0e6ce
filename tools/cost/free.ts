/** Resource types without a cost of their own, by reason. */

const reasons: Record<string, string> = {
	"is part of what it configures":
		"apigateway/account:Account apigateway/apiKey:ApiKey apigateway/deployment:Deployment apigateway/integration:Integration apigateway/integrationResponse:IntegrationResponse apigateway/method:Method apigateway/methodResponse:MethodResponse apigateway/methodSettings:MethodSettings apigateway/model:Model apigateway/requestValidator:RequestValidator apigateway/resource:Resource apigateway/response:Response apigateway/stage:Stage apigateway/usagePlan:UsagePlan apigateway/usagePlanKey:UsagePlanKey backup/plan:Plan backup/selection:Selection cloudfront/cachePolicy:CachePolicy cloudfront/originAccessControl:OriginAccessControl cloudfront/responseHeadersPolicy:ResponseHeadersPolicy lambda/alias:Alias lambda/permission:Permission s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration s3/bucketLogging:BucketLogging s3/bucketOwnershipControls:BucketOwnershipControls s3/bucketPolicy:BucketPolicy s3/bucketPublicAccessBlock:BucketPublicAccessBlock s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration s3/bucketVersioning:BucketVersioning secretsmanager/secretVersion:SecretVersion sns/topicPolicy:TopicPolicy wafv2/ipSet:IpSet wafv2/webAclAssociation:WebAclAssociation",
	"is counted with its bucket": "s3/bucketObjectv2:BucketObjectv2",
	"is counted with its log group":
		"cloudwatch/logResourcePolicy:LogResourcePolicy cloudwatch/logDelivery:LogDelivery cloudwatch/logDeliveryDestination:LogDeliveryDestination cloudwatch/logDeliverySource:LogDeliverySource wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
	"is free (IAM)":
		"iam/role:Role iam/rolePolicy:RolePolicy iam/rolePolicyAttachment:RolePolicyAttachment",
	"is free as a standard parameter": "ssm/parameter:Parameter",
	"is free as a public certificate":
		"acm/certificate:Certificate acm/certificateValidation:CertificateValidation",
	"is free without actions": "budgets/budget:Budget",
	"is free up to 75 GB of layers and code": "lambda/layerVersion:LayerVersion",
	"is free for the few messages of alarms":
		"sns/topic:Topic sns/topicSubscription:TopicSubscription chatbot/slackChannelConfiguration:SlackChannelConfiguration",
	"is free; what a query reads is paid when somebody runs it":
		"cloudwatch/queryDefinition:QueryDefinition",
	"is free as an alias; the zone is not the stack's": "route53/record:Record",
};

/** The reason why a type costs nothing, by type. */
export const free: Record<string, string> = Object.fromEntries(
	Object.entries(reasons).flatMap(([reason, types]) =>
		types.split(" ").map((type) => [`aws:${type}`, reason]),
	),
);
