import type { AwsService, Start } from "../core/service.ts";
import { type OnDecision, Policies, reportDenials } from "./iam.ts";

export const startIam =
	(onDecision: OnDecision): Start =>
	({ declarations }) => ({ callers: new Policies(declarations, onDecision) });

export const iam: AwsService = {
	name: "iam",
	types: {
		// A role is used by the function that names it.
		"iam.Role": { irrelevant: "assumeRolePolicy" },
		"iam.RolePolicy": { irrelevant: "policy.Version" },
		// Only roles that nothing on this machine uses have attachments.
		"iam.RolePolicyAttachment": { irrelevant: "*" },
	},
	// One report for all evaluations, so that a denial is printed once.
	start: startIam(reportDenials()),
};
