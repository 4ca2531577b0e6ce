/** API Gateway's throttling: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
import { bucketOf } from "../core/bucket.ts";
import { GatewayError } from "./gatewayError.ts";

/** Counts a request; throws a GatewayError when there are too many. */
export type Throttle = () => void;

/** By declared limits; none where they are left out, or -1 as the provider writes it. */
export function throttleOf(rate = -1, burst = -1, now: () => number): Throttle {
	if (rate < 0 || burst < 0) return () => {};
	const bucket = bucketOf(rate, burst, now);
	return () => {
		if (bucket.level() < 1)
			throw new GatewayError("THROTTLED", 429, "Too Many Requests");
		bucket.spend(1);
	};
}
