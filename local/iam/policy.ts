/** Compiled statements of policies. */
import type { Call } from "../core/caller.ts";
import { UsageError } from "../core/usageError.ts";
import { wildcard } from "../core/wildcard.ts";

type OneOrMore<T> = T | T[];

export interface Statement {
	Sid?: string;
	Effect: "Allow" | "Deny";
	Principal?: "*" | Record<string, OneOrMore<string>>;
	Action: OneOrMore<string>;
	/** A role's trust policy has none. */
	Resource?: OneOrMore<string>;
	Condition?: Record<string, Record<string, OneOrMore<string | boolean>>>;
}

export interface Rule {
	statement: Statement;
	/** Whether action, resource and conditions apply to a call. */
	covers(call: Call): boolean;
	/** Whether a principal of the kind `Service` or `AWS` has one of these names. */
	isFor(kind: string, names: string[]): boolean;
}

/** The elements that local/ evaluates. It refuses the others, because ignoring NotAction or NotResource would change a decision. */
const elements = "Sid Effect Principal Action Resource Condition".split(" ");

type Test = (value: string) => boolean;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Record<string, (wanted: string) => Test> = {
	StringEquals: (wanted) => (value) => value === wanted,
	StringLike: wildcard,
	ArnEquals: wildcard,
	ArnLike: wildcard,
	Bool: (wanted) => (value) => value === wanted.toLowerCase(),
};

/** The condition keys that calls on this machine have. */
const conditionKeys =
	"aws:securetransport aws:sourceaccount aws:sourcearn".split(" ");

/**
 * Reads a policy document.
 * @param name of the policy, for the message of an error
 * @throws UsageError for a statement that local/ cannot evaluate
 */
export function rulesOf(name: string, policy: unknown): Rule[] {
	const document = typeof policy === "string" ? JSON.parse(policy) : policy;
	return list<Statement>(document.Statement).map((statement) =>
		compile(name, statement),
	);
}

function compile(name: string, statement: Statement): Rule {
	for (const element of Object.keys(statement))
		refuseUnknown(name, "element", element, elements);
	const { Action, Resource = "*", Principal = {}, Condition = {} } = statement;
	// The case of an action does not matter.
	const actions = list(Action).map((action) => wildcard(action.toLowerCase()));
	const resources = list(Resource).map(wildcard);
	const conditions = Object.entries(Condition).flatMap(([operator, keys]) => {
		refuseUnknown(name, "condition", operator, Object.keys(operators));
		return Object.entries(keys).map(([key, wanted]) => {
			refuseUnknown(name, "condition key", key.toLowerCase(), conditionKeys);
			return {
				key: key.toLowerCase(),
				tests: list(wanted).map((value) => operators[operator]?.(`${value}`)),
			};
		});
	});
	return {
		statement,
		covers: ({ action, resource, context }) =>
			actions.some((fits) => fits(action.toLowerCase())) &&
			resources.some((fits) => fits(resource)) &&
			conditions.every(({ key, tests }) => {
				const value = context?.[key];
				return value !== undefined && tests.some((holds) => holds?.(value));
			}),
		isFor: (kind, names) =>
			Principal === "*" ||
			list(Principal.AWS ?? []).includes("*") ||
			list(Principal[kind] ?? []).some((one) => names.includes(one)),
	};
}

function refuseUnknown(
	name: string,
	what: string,
	value: string,
	known: string[],
) {
	if (known.includes(value)) return;
	throw new UsageError(
		`${name} has the ${what} ${value}, which local/ does not evaluate; take one of ${known.join(", ")}, or add it to local/iam/policy.ts`,
	);
}

/** The rule that decides about a call: a Deny, or else an Allow. */
export function deciding(rules: Rule[], call: Call): Rule | undefined {
	let allowing: Rule | undefined;
	for (const rule of rules) {
		if (!rule.covers(call)) continue;
		if (rule.statement.Effect === "Deny") return rule;
		allowing ??= rule;
	}
	return allowing;
}

export function list<T>(value: OneOrMore<T>): T[] {
	return Array.isArray(value) ? value : [value];
}
