/** The services of AWS, in the order in which they start. */
import { apigateway } from "./apigateway/service.ts";
import { cloudfront } from "./cloudfront/service.ts";
import type { AwsService } from "./core/service.ts";
import { dynamodb } from "./dynamodb/service.ts";
import { iam } from "./iam/service.ts";
import { lambda } from "./lambda/service.ts";
import { s3 } from "./s3/service.ts";
import { secretsmanager } from "./secretsmanager/service.ts";
import { ssm } from "./ssm/service.ts";
import { unserved } from "./unserved.ts";
import { waf } from "./waf/service.ts";
import { xray } from "./xray/service.ts";

export const services: AwsService[] = [
	iam,
	xray,
	dynamodb,
	s3,
	secretsmanager,
	ssm,
	lambda,
	waf,
	apigateway,
	cloudfront,
	unserved,
];
