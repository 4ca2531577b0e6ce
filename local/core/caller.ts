/** Who makes calls to the services, and what is told to those who may not. */

/** A call that somebody wants to make. */
export interface Call {
	/** As `s3:GetObject`. */
	action: string;
	/** ARN of what it is made on. */
	resource: string;
	/** Condition keys, lower case, and their values. */
	context?: Record<string, string>;
	/** Asked by a service to word its answer; nobody is refused anything. */
	isProbe?: true;
}

export interface Caller {
	/** ARN, as it stands in an error; the name of a service of AWS. */
	arn: string;
	may(call: Call): boolean;
	/** Why it may not, in AWS's words. */
	because(call: Call): string;
}

/** Everybody who may call. */
export interface Callers {
	/** A role is allowed what its own or a bucket's policies allow. */
	role(name: string): Caller;
	/** A service of AWS is allowed what a bucket's policy allows it. */
	serviceAt(bucket: string, service: string): Caller;
	/** The caller of a signed request: a role, or whoever runs this machine, who is allowed everything. */
	signer(accessKey: string): Caller;
}

/** The access key of a role here; in AWS it would be a temporary one. */
export const accessKeyOf = (role: string) => `local:${role}`;

export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;

export const roleName = (arn: string) => arn.split("/").at(-1) ?? "";

/**
 * What a refused caller is told.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusal(
	caller: Caller,
	call: Call,
	resource = call.resource,
): string {
	return `User: ${caller.arn} is not authorized to perform: ${call.action} on resource: ${resource} ${caller.because(call)}`;
}
