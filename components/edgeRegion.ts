/** Region of CloudFront's own resources, in every stack: https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html */
export const edgeRegion = "us-east-1";
