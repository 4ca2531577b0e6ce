/** Who calls the services, and which calls are refused. */

/** A call to a service. */
export interface Call {
	/** As `s3:GetObject`. */
	action: string;
	/** ARN of the resource. */
	resource: string;
	/** Values of condition keys; the keys are in lower case. */
	context?: Record<string, string>;
	/** A service decides by it which answer to give, and refuses nobody. */
	isProbe?: boolean;
}

export interface Caller {
	/** ARN, as error messages show it; for a service of AWS, its name. */
	arn: string;
	/** Why a call is refused, in AWS's words; undefined for an allowed call. */
	refusal(call: Call): string | undefined;
}

export interface Callers {
	/** A role is allowed what its own or a bucket's policies allow. */
	role(name: string): Caller;
	/** A service of AWS is allowed what a bucket's policy allows it. */
	serviceAt(bucket: string, service: string): Caller;
	/** The caller of a signed request: a role, or the operator of this machine, who is allowed everything. */
	signer(accessKey: string): Caller;
}

/** The access key of a role on this machine; AWS gives out temporary ones. */
export const accessKeyOf = (role: string) => `local:${role}`;

export const roleName = (arn: string) => arn.split("/").at(-1) ?? "";
