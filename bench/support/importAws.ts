/** What every Pulumi program for AWS begins with. */
import * as aws from "@pulumi/aws";

console.log(typeof aws.s3.Bucket);
process.exit();
