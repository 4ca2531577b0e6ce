/** What is denied, for whoever can mend it. */
import type { Call } from "../core/caller.ts";
import type { Statement } from "./policy.ts";

/**
 * Told of every call that is decided.
 * @param remedy what to look at when it is not allowed
 */
export type OnDecision = (
	caller: string,
	call: Call,
	allowed: boolean,
	remedy?: string,
) => void;

/** Tells of each denied call once, with the statement that would allow it. */
export function reportDenials(
	print: (line: string) => void = console.error,
): OnDecision {
	const told = new Set<string>();
	return (caller, { action, resource, isProbe }, allowed, remedy) => {
		if (allowed || isProbe) return;
		const line = `Denied: ${caller} may not ${action} on ${resource}. ${remedy}`;
		if (told.has(line)) return;
		told.add(line);
		print(line);
	};
}

/** What to change in the program, as JSON to paste. */
export function remedy(
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
