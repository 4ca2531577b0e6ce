/**
 * What every AWS client of the function is made with. Addresses and
 * credentials come from the environment (`AWS_ENDPOINT_URL_*` is the SDK's own
 * convention); the times keep a stalled service from eating the request's
 * budget, three attempts and their pauses stay below 7 s.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export const awsClient = {
	maxAttempts: 3,
	requestHandler: {
		connectionTimeout: 1_000,
		requestTimeout: 2_000,
		throwOnRequestTimeout: true,
		socketTimeout: 2_000,
	},
};
