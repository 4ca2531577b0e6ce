/** X-Ray's SDK: a sampled request loads it, and no other pays its 10 to 20 ms. */
import AWSXRay, { type Subsegment } from "aws-xray-sdk-core";

/**
 * A part of the function's segment, which Lambda itself sends: here that is no
 * more than the parent of what the function sends.
 * @param header value of `X-Amzn-Trace-Id`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function openSubsegment(header: string, name: string): Subsegment {
	const { Root = "", Parent = "" } = Object.fromEntries(
		header.split(";").map((part) => part.split("=")),
	);
	// A subsegment is sent when it ends, for its parent does not end here.
	AWSXRay.setStreamingThreshold(0);
	const segment = new AWSXRay.Segment("reasoning", Root);
	segment.id = Parent;
	segment.incrementCounter();
	return segment.addNewSubsegment(name);
}
