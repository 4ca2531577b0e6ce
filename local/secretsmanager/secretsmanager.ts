/** The declared secrets: what reads them. */
import { createHash } from "node:crypto";
import type { secretsmanager } from "@pulumi/aws";
import {
	authorize,
	type Operations,
	ServiceError,
} from "../core/jsonProtocol.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import type { Caller } from "../iam/iam.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export function secretsManager(declarations: Declarations): Operations {
	const secrets = readSecrets(declarations);
	/** The secret with this name or ARN, for who may do this with it. */
	const find = (operation: string, id: unknown, caller: Caller) => {
		const secret = secrets.find(({ ARN, Name }) => id === ARN || id === Name);
		const resource =
			secret?.ARN ??
			(`${id}`.startsWith("arn:")
				? `${id}`
				: `arn:aws:secretsmanager:${secrets[0]?.region}:${account}:secret:${id}`);
		authorize(caller, `secretsmanager:${operation}`, resource);
		return (
			secret ?? notFound("Secrets Manager can't find the specified secret.")
		);
	};
	return {
		GetSecretValue({ SecretId, VersionId, VersionStage }, caller) {
			const secret = find("GetSecretValue", SecretId, caller);
			const { ARN, Name, CreatedDate, version } = secret;
			const isCurrent =
				(VersionId ?? version?.VersionId) === version?.VersionId &&
				(VersionStage ?? current) === current;
			if (version && isCurrent)
				return { ARN, Name, CreatedDate, VersionStages: [current], ...version };
			return notFound(
				`Secrets Manager can't find the specified secret value for ${VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage ?? current}`}`,
			);
		},
		DescribeSecret({ SecretId }, caller) {
			return description(find("DescribeSecret", SecretId, caller));
		},
		ListSecrets(_, caller) {
			authorize(caller, "secretsmanager:ListSecrets", "*");
			return { SecretList: secrets.map(description) };
		},
	};
}

const current = "AWSCURRENT";

function notFound(message: string): never {
	throw new ServiceError("ResourceNotFoundException", message);
}

interface Secret {
	region: string;
	ARN: string;
	Name: string;
	Description: string | undefined;
	/** Epoch seconds. */
	CreatedDate: number;
	/** Undefined when none is declared. */
	version: { VersionId: string; SecretString: string } | undefined;
}

function description({ ARN, Name, Description, CreatedDate, version }: Secret) {
	return {
		ARN,
		Name,
		Description,
		CreatedDate,
		VersionIdsToStages: version && { [version.VersionId]: [current] },
	};
}

function readSecrets(declarations: Declarations): Secret[] {
	const versions = declarations.all<secretsmanager.SecretVersion>(
		"aws:secretsmanager/secretVersion:SecretVersion",
	);
	return declarations
		.all<secretsmanager.Secret>("aws:secretsmanager/secret:Secret")
		.map(({ id, arn, name, region, description: Description }) => {
			const SecretString = versions.find(
				({ secretId }) => secretId === id,
			)?.secretString;
			return {
				region,
				ARN: arn,
				Name: name,
				Description,
				CreatedDate: Math.floor(Date.now() / 1000),
				version:
					SecretString === undefined
						? undefined
						: { VersionId: versionId(SecretString), SecretString },
			};
		});
}

function versionId(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
