/**
 * Configuration of every AWS client of the function. Addresses and credentials
 * come from the environment (`AWS_ENDPOINT_URL_*` is the SDK's own convention).
 * A process without CPU time for a second must not take a service for
 * unavailable, and a service that stalls must not use up the request's budget.
 * Four attempts and their pauses stay below 13 s, half of it.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const awsClient = {
	maxAttempts: 4,
	requestHandler: {
		connectionTimeout: 3_000,
		requestTimeout: 3_000,
		throwOnRequestTimeout: true,
		socketTimeout: 3_000,
	},
};
