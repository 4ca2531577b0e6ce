/** Describes errors of AWS and of its SDK for the user of a command. */

/** Remedies by the names of the errors, which differ between the services. */
const remedies: [names: RegExp, remedy: string][] = [
	[
		/^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature)/,
		"log in again, for example with aws sso login, or set AWS_PROFILE to another profile",
	],
	[
		/^(AccessDenied|UnauthorizedOperation)/,
		"use a profile that has this permission",
	],
	[
		/^(ResourceNotFound|NoSuch)/,
		"the stack no longer has what its outputs name; run npx pulumi refresh, then npx pulumi up",
	],
	[
		/^(Throttling|ProvisionedThroughputExceeded|RequestLimitExceeded|SlowDown)/,
		"wait a minute, and run the command again",
	],
];

interface AwsError extends Error {
	/** Set by the SDK when a service answered with the error. */
	$fault?: string;
	/** Set by the SDK for all errors of a request. */
	$metadata?: unknown;
	/** Of a network error. */
	code?: string;
}

/** Returns one line with the remedy; undefined for any other error. */
export function describeAwsError(error: AwsError): string | undefined {
	const { name, message, code, $fault, $metadata } = error;
	const [line = ""] = message.split("\n");
	if (/CredentialsProviderError|TokenProviderError/.test(name))
		return `AWS credentials are missing: ${withoutEnd(line)}; log in, for example with aws sso login or aws configure, and set AWS_PROFILE if it is not the default profile`;
	if ($fault) {
		const [, remedy] = remedies.find(([names]) => names.test(name)) ?? [];
		return `AWS answers ${name}: ${withoutEnd(line)}${remedy ? `; ${remedy}` : ""}`;
	}
	if ($metadata && code)
		return `AWS cannot be reached: ${line || code}; check the network, and AWS_ENDPOINT_URL if it is set`;
	return undefined;
}

const withoutEnd = (line: string) => line.replace(/\.$/, "");
