/** Decides about calls by the declared policies. */
import {
	accessKeyOf,
	type Call,
	type Caller,
	type Callers,
} from "../core/caller.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { deciding, type Rule, rulesOf, type Statement } from "./policy.ts";

const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;

/** Calls do not leave this machine, so they need no TLS. */
const onThisMachine = { "aws:securetransport": "true" };

/** The operator of this machine, who is allowed everything. */
const operator: Caller = {
	arn: `arn:aws:iam::${account}:root`,
	refusal: () => undefined,
};

/** The policies of the stack. */
export class Policies implements Callers {
	/** By role name. */
	readonly #roles = new Map<string, Rule[]>();
	/** By bucket ARN. */
	readonly #buckets = new Map<string, Rule[]>();
	/** By access key. */
	readonly #signers = new Map<string, Caller>();
	readonly #onDecision: OnDecision;

	/** @throws UsageError for a policy that local/ cannot evaluate */
	constructor(declarations: Declarations, onDecision: OnDecision = () => {}) {
		this.#onDecision = onDecision;
		for (const { role, name, policy } of declarations.all("iam.RolePolicy"))
			this.#roles.set(role, [
				...(this.#roles.get(role) ?? []),
				...rulesOf(name, policy),
			]);
		for (const { bucket, policy } of declarations.all("s3.BucketPolicy"))
			this.#buckets.set(
				bucketArn(bucket),
				rulesOf(`the policy of bucket ${bucket}`, policy),
			);
		for (const { name } of declarations.all("iam.Role"))
			this.#signers.set(accessKeyOf(name), this.role(name));
	}

	role(name: string): Caller {
		const arn = `arn:aws:sts::${account}:assumed-role/${name}/local`;
		const names = [arn, `arn:aws:iam::${account}:role/${name}`];
		const own = this.#roles.get(name) ?? [];
		const rules = ({ action, resource }: Call) => {
			if (!action.startsWith("s3:")) return own;
			const [bucket = ""] = resource.split("/");
			return [...own, ...this.#atBucket(bucket, "AWS", names)];
		};
		return this.#caller(arn, rules, onThisMachine);
	}

	serviceAt(bucket: string, service: string): Caller {
		const rules = this.#atBucket(bucketArn(bucket), "Service", [service]);
		return this.#caller(service, () => rules, {
			...onThisMachine,
			"aws:sourceaccount": account,
		});
	}

	signer(accessKey: string): Caller {
		return this.#signers.get(accessKey) ?? operator;
	}

	#atBucket(arn: string, kind: string, names: string[]): Rule[] {
		const rules = this.#buckets.get(arn) ?? [];
		return rules.filter((rule) => rule.isFor(kind, names));
	}

	#caller(
		arn: string,
		rulesFor: (call: Call) => Rule[],
		context: Record<string, string>,
	): Caller {
		const refusal = (call: Call) => {
			const { action, resource } = call;
			const statement = deciding(rulesFor(call), {
				...call,
				context: { ...context, ...call.context },
			})?.statement;
			if (statement?.Effect === "Allow") {
				this.#onDecision(arn, call, true);
				return undefined;
			}
			this.#onDecision(arn, call, false, remedy(arn, call, statement));
			return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${reason(action, statement)}`;
		};
		return { arn, refusal };
	}
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function reason(action: string, denying: Statement | undefined): string {
	if (!denying)
		return `because no identity-based policy allows the ${action} action`;
	const kind = denying.Principal ? "a resource" : "an identity";
	return `with an explicit deny in ${kind}-based policy`;
}

/**
 * Receives every decision about a call.
 * @param remedy what to change in the program to allow a refused call
 */
export type OnDecision = (
	caller: string,
	call: Call,
	allowed: boolean,
	remedy?: string,
) => void;

/** Prints each denied call once, with the statement that would allow it. */
export function reportDenials(
	print: (line: string) => void = console.error,
): OnDecision {
	const printed = new Set<string>();
	return (caller, { action, resource, isProbe }, allowed, remedy) => {
		if (allowed || isProbe) return;
		const line = `Denied: ${caller} may not ${action} on ${resource}. ${remedy}`;
		if (printed.has(line)) return;
		printed.add(line);
		print(line);
	};
}

/** What to change in the program, as JSON to paste. */
function remedy(
	arn: string,
	{ action, resource }: Call,
	denying: Statement | undefined,
): string {
	if (denying) return `This statement denies it: ${JSON.stringify(denying)}`;
	const statement = {
		Effect: "Allow",
		...(!arn.startsWith("arn:") && { Principal: { Service: arn } }),
		Action: action,
		Resource: resource,
	};
	return `This statement would allow it: ${JSON.stringify(statement)}`;
}
