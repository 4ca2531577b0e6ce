/** X-Ray's SDK takes 10 to 20 ms to load, so only a sampled request loads it. */
import AWSXRay, { type Subsegment } from "aws-xray-sdk-core";

/**
 * Opens a subsegment of the function's segment. Lambda sends the segment itself;
 * here it is only the parent.
 * @param header value of `X-Amzn-Trace-Id`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function openSubsegment(header: string, name: string): Subsegment {
	const { Root = "", Parent = "" } = Object.fromEntries(
		header.split(";").map((part) => part.split("=")),
	);
	// Sends a subsegment when it closes, because its parent does not close here.
	AWSXRay.setStreamingThreshold(0);
	const segment = new AWSXRay.Segment("reasoning", Root);
	segment.id = Parent;
	segment.incrementCounter();
	return segment.addNewSubsegment(name);
}
