/** Where CloudFront's own resources are, whatever the stack's region: https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html */
export const edgeRegion = "us-east-1";
