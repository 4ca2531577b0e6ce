/**
 * What every AWS client of the function is made with. Addresses and
 * credentials come from the environment (`AWS_ENDPOINT_URL_*` is the SDK's own
 * convention). A process that has no processor for a second is slow to connect
 * and to read, which must not pass for a service that is away; and a service
 * that stalls must not eat the request's budget. Four attempts and their pauses
 * stay below 13 s, half of it.
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
