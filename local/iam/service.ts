import type { AwsService, Start } from "../core/service.ts";
import { type OnDecision, Policies, reportDenials } from "./iam.ts";

export const startIam =
	(onDecision: OnDecision): Start =>
	({ declarations }) => ({ callers: new Policies(declarations, onDecision) });

export const iam: AwsService = {
	name: "iam",
	types: {
		// Who may take a role is given.
		"iam.Role": { irrelevant: "assumeRolePolicy" },
		"iam.RolePolicy": { irrelevant: "policy.Version" },
		// Of roles that nothing here takes.
		"iam.RolePolicyAttachment": { irrelevant: "*" },
	},
	// One report for all programs tells of each denial once.
	start: startIam(reportDenials()),
};
