/** Evaluation of the declared policies. */
import type { iam, s3 } from "@pulumi/aws";
import { account } from "../program/computed.ts";
import type { Declarations } from "../program/declarations.ts";

/** A call that somebody wants to make. */
export interface Call {
	/** As `s3:GetObject`. */
	action: string;
	/** ARN of what it is made on. */
	resource: string;
	/** Condition keys, lower case, and their values. */
	context?: Record<string, string>;
}

interface Statement {
	Effect: "Allow" | "Deny";
	Action: string | string[];
	Resource: string | string[];
	Principal?: "*" | Record<string, string | string[]>;
	Condition?: Record<string, Record<string, string | string[]>>;
}

/**
 * What statements say of a call: one Deny refuses it, else one Allow admits it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
function allows(statements: Statement[], call: Call): boolean {
	const applying = statements.filter((statement) => applies(statement, call));
	return (
		applying.some(({ Effect }) => Effect === "Allow") &&
		!applying.some(({ Effect }) => Effect === "Deny")
	);
}

function applies(statement: Statement, { action, resource, context }: Call) {
	return (
		list(statement.Action).some((pattern) =>
			// Actions know no case.
			matches(pattern.toLowerCase(), action.toLowerCase()),
		) &&
		list(statement.Resource).some((pattern) => matches(pattern, resource)) &&
		Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
			Object.entries(keys).every(([key, wanted]) =>
				holds(operator, context?.[key.toLowerCase()], list(wanted)),
			),
		)
	);
}

/** An operator that is not known here refuses, so that nobody takes it for granted. */
function holds(operator: string, value: string | undefined, wanted: string[]) {
	if (value === undefined) return false;
	switch (operator) {
		case "StringEquals":
		case "Bool":
			return wanted.includes(value);
		case "StringLike":
		case "ArnLike":
			return wanted.some((pattern) => matches(pattern, value));
		default:
			throw new Error(`local/ does not know the condition ${operator}`);
	}
}

/** Whether a text fits a pattern with `*` and `?`. */
export function matches(pattern: string, text: string): boolean {
	const expression = pattern
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll("*", ".*")
		.replaceAll("?", ".");
	return new RegExp(`^${expression}$`, "s").test(text);
}

function list<T>(value: T | T[]): T[] {
	return Array.isArray(value) ? value : [value];
}

function statementsOf(policy: unknown): Statement[] {
	const document = typeof policy === "string" ? JSON.parse(policy) : policy;
	return list(document.Statement);
}

/** Who makes calls. */
export interface Caller {
	/** ARN, as it stands in an error. */
	arn: string;
	may(call: Call): boolean;
}

/** Told of every call that is decided. */
export type Witness = (caller: string, call: Call, allowed: boolean) => void;

/** The access key of a role here; in AWS it would be a temporary one. */
export const accessKeyOf = (role: string) => `local:${role}`;

/** The policies of the stack. */
export class Policies {
	/** By role name. */
	readonly #roles = new Map<string, Statement[]>();
	/** By bucket name. */
	readonly #buckets = new Map<string, Statement[]>();
	readonly #witness: Witness;

	constructor(declarations: Declarations, witness: Witness = () => {}) {
		this.#witness = witness;
		for (const { role, policy } of declarations.all<iam.RolePolicy>(
			"aws:iam/rolePolicy:RolePolicy",
		))
			this.#roles.set(role, [
				...(this.#roles.get(role) ?? []),
				...statementsOf(policy),
			]);
		for (const { bucket, policy } of declarations.all<s3.BucketPolicy>(
			"aws:s3/bucketPolicy:BucketPolicy",
		))
			this.#buckets.set(bucket, statementsOf(policy));
	}

	/** A role may what its policies say. */
	role(name: string): Caller {
		const arn = `arn:aws:sts::${account}:assumed-role/${name}/local`;
		return this.#caller(arn, this.#roles.get(name) ?? []);
	}

	/** A service of AWS may what a bucket's policy says to it. */
	serviceAt(bucket: string, service: string): Caller {
		const concerned = (this.#buckets.get(bucket) ?? []).filter(
			({ Principal }) =>
				Principal === "*" || list(Principal?.Service ?? []).includes(service),
		);
		return this.#caller(service, concerned);
	}

	/** The caller of a signed request: a role, or whoever runs this machine, who may everything. */
	signer(accessKey: string): Caller {
		for (const role of this.#roles.keys())
			if (accessKey === accessKeyOf(role)) return this.role(role);
		return this.#caller(`arn:aws:iam::${account}:root`, [
			{ Effect: "Allow", Action: "*", Resource: "*" },
		]);
	}

	#caller(arn: string, statements: Statement[]): Caller {
		return {
			arn,
			may: (call) => {
				const allowed = allows(statements, call);
				this.#witness(arn, call, allowed);
				return allowed;
			},
		};
	}
}
