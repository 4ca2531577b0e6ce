import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { serviceRole } from "../serviceRole.ts";
import type { Tags } from "../tags.ts";

export interface BackupArgs {
	table: aws.dynamodb.Table;
	/** Whether the vault and its backups are protected from deletion. */
	protectData: boolean;
	tags: Tags;
}

export interface Backups {
	vault: aws.backup.Vault;
	/** The role for a restore job. */
	restoreRole: aws.iam.Role;
}

/** One year, in addition to the 35 days of point-in-time recovery. */
const keptDays = 365;

/**
 * Backs the table up on the first day of each month. It declares the role for a
 * restore as well, because in an emergency nobody has time to create one.
 */
export function backUpMonthly(
	name: string,
	{ table, protectData, tags }: BackupArgs,
	opts: pulumi.CustomResourceOptions,
): Backups {
	const vault = new aws.backup.Vault(
		`${name}-backups`,
		{ forceDestroy: !protectData, tags },
		{ ...opts, protect: protectData },
	);
	const plan = new aws.backup.Plan(
		`${name}-backup-plan`,
		{
			rules: [
				{
					ruleName: "monthly",
					targetVaultName: vault.name,
					schedule: "cron(0 5 1 * ? *)",
					lifecycle: { deleteAfter: keptDays },
				},
			],
			tags,
		},
		opts,
	);
	const { role, policy } = serviceRole(
		`${name}-backup-role`,
		{
			service: "backup.amazonaws.com",
			description: "Role of AWS Backup for backups of the table",
			policyArn:
				"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
			tags,
		},
		opts,
	);
	new aws.backup.Selection(
		`${name}-backup-selection`,
		{ planId: plan.id, iamRoleArn: role.arn, resources: [table.arn] },
		{ ...opts, dependsOn: policy },
	);
	const restore = serviceRole(
		`${name}-restore-role`,
		{
			service: "backup.amazonaws.com",
			description: "Role of AWS Backup for restores of the table",
			policyArn:
				"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
			tags,
		},
		opts,
	);
	return { vault, restoreRole: restore.role };
}
