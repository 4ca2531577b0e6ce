import type { AwsService, Start } from "../core/service.ts";
import { type OnDecision, reportDenials } from "./denials.ts";
import { Policies } from "./iam.ts";

const labels = "says nothing of who may do what";

export const iam: AwsService = {
	name: "iam",
	types: {
		"iam.Role": {
			irrelevant: {
				[labels]: "assumeRolePolicy.Version assumeRolePolicy.Statement.Sid",
			},
		},
		"iam.RolePolicy": {
			irrelevant: { [labels]: "policy.Version" },
		},
		"iam.RolePolicyAttachment": {
			irrelevant: { "of roles that nothing here takes": "*" },
		},
	},
	async open() {
		// One report for all programs tells of each denial once.
		return { start: startIam(reportDenials()), async close() {} };
	},
};

export const startIam =
	(onDecision: OnDecision): Start =>
	({ declarations }) => ({ callers: new Policies(declarations, onDecision) });
