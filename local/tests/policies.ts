/** Policies of a role and of a bucket. */
import type { Call, Caller } from "../core/caller.ts";
import { Declarations } from "../evaluate/declarations.ts";
import { Policies } from "../iam/iam.ts";

export const declared = (type: string, name: string, state: object) => ({
	urn: `urn:${name}`,
	type,
	name,
	id: name,
	state: { name, ...state },
});

/** A role with these statements, and a bucket with those. */
export function declarationsWith(role: object[], bucket: object[] = []) {
	const arn = "arn:aws:iam::123456789012:role/reader";
	return new Declarations([
		declared("aws:iam/role:Role", "reader", { arn, assumeRolePolicy: trust }),
		declared("aws:iam/rolePolicy:RolePolicy", "reading", {
			role: "reader",
			policy: JSON.stringify({ Version: "2012-10-17", Statement: role }),
		}),
		declared("aws:s3/bucketPolicy:BucketPolicy", "data-policy", {
			bucket: "data",
			policy: { Version: "2012-10-17", Statement: bucket },
		}),
		declared("aws:lambda/function:Function", "reasoning", { role: arn }),
	]);
}

const trust = {
	Statement: {
		Effect: "Allow",
		Principal: { Service: "lambda.amazonaws.com" },
		Action: "sts:AssumeRole",
	},
};

export const role = (...statements: object[]) =>
	new Policies(declarationsWith(statements)).role("reader");

export const isAllowed = (caller: Caller, call: Call) => !caller.refusal(call);

export const calls = (caller: Caller, ...texts: string[]) =>
	texts.map((text) => {
		const [action = "", resource = ""] = text.split(" ");
		return isAllowed(caller, { action, resource });
	});
