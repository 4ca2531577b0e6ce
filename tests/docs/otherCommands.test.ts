/** Checks that the `pulumi` and `aws` commands in the documents exist, with their options. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as s3api from "@aws-sdk/client-s3";
import * as secretsmanager from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";

interface Known {
	options: string[];
	/** Maximum number of positional arguments. */
	args: number;
}

const known = (args: number, ...options: string[]): Known => ({
	args,
	options: [...options, "--stack"],
});

/** From `pulumi COMMAND --help` of version 3.265. */
const pulumi: Record<string, Known> = {
	"config get": known(1, "--path", "--json"),
	"config rm": known(1, "--path"),
	"config set": known(2, "--path", "--secret", "--plaintext"),
	destroy: known(0, "--yes", "--target", "--refresh", "--skip-preview"),
	login: known(1, "--local"),
	preview: known(0, "--diff", "--json", "--target", "--refresh"),
	refresh: known(0, "--yes", "--target", "--skip-preview"),
	stack: known(0, "--show-urns", "--show-ids", "--show-name"),
	"stack history": known(0, "--page", "--page-size", "--full-dates"),
	"stack init": known(1, "--secrets-provider", "--copy-config-from"),
	"stack ls": known(0, "--all", "--json"),
	"stack output": known(1, "--json", "--show-secrets"),
	"stack rm": known(1, "--preserve-config", "--yes", "--force"),
	"stack select": known(1, "--create"),
	up: known(
		0,
		...["--yes", "--skip-preview", "--refresh", "--replace", "--target"],
	),
};

/** The global options of the AWS CLI. */
const everywhere = [
	"--endpoint-url",
	"--output",
	"--query",
	"--region",
	"--profile",
];

/**
 * Commands of services whose SDK clients are not installed, and of the CLI itself.
 * An option is the name of the API's input, as `--kebab-case`. The inputs are those
 * of @aws-sdk/client-backup 3.1092, -cloudwatch-logs and -iam 3.1169, and -lambda 3.1164.
 * `--paths`, `s3`, `configure` and `wait` belong to the CLI:
 * https://github.com/aws/aws-cli/blob/v2/awscli/customizations/cloudfront.py and
 * https://docs.aws.amazon.com/cli/latest/reference/
 */
const aws: Record<string, string[]> = {
	"backup list-recovery-points-by-backup-vault": ["--backup-vault-name"],
	"backup start-copy-job": [
		...["--recovery-point-arn", "--source-backup-vault-name"],
		...["--destination-backup-vault-arn", "--iam-role-arn"],
	],
	"backup start-restore-job": [
		"--recovery-point-arn",
		"--iam-role-arn",
		"--metadata",
	],
	"cloudfront create-invalidation": ["--distribution-id", "--paths"],
	"configure sso": [],
	"dynamodb wait table-exists": ["--table-name"],
	"iam create-open-id-connect-provider": ["--url", "--client-id-list"],
	"iam create-role": [
		"--role-name",
		"--max-session-duration",
		"--assume-role-policy-document",
	],
	"iam put-role-policy": ["--role-name", "--policy-name", "--policy-document"],
	"lambda delete-layer-version": ["--layer-name", "--version-number"],
	"logs delete-log-stream": ["--log-group-name", "--log-stream-name"],
	"s3 rm": ["--recursive"],
	"s3 sync": ["--delete"],
	"sts get-caller-identity": [],
};
const clients: Record<string, object> = { dynamodb, s3api, secretsmanager };

const pascal = (words: string) =>
	words.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** An operation's options, from the input schema of the SDK client. */
function optionsOf(service: string, operation: string): string[] | undefined {
	const shapes = Object.entries(clients[service] ?? {});
	const [, shape] =
		shapes.find(([name]) =>
			["Input$", "Request$"].some((end) => name === pascal(operation) + end),
		) ?? [];
	if (!Array.isArray(shape)) return undefined;
	return (shape[4] as string[]).map(
		(member) =>
			`-${member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
	);
}

/** Shell blocks, with one command per line, and inline code. */
function codeOf(text: string): string[] {
	const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)];
	const spans = text.replace(/```[\s\S]*?```/g, "").matchAll(/`([^`]+)`/g);
	return [
		...blocks.flatMap(([, block = ""]) =>
			block.replaceAll(/\\\n\s*/g, " ").split("\n"),
		),
		...[...spans].map(([, span = ""]) => span.replaceAll(/\s+/g, " ")),
	];
}

/** Splits a line into commands and words. Quoted text is one word. */
function commandsOf(line: string): string[][] {
	const inner: string[] = [];
	const outer = line.replaceAll(/\$\(([^()]*)\)/g, (_, command: string) => {
		inner.push(command);
		return "VALUE";
	});
	const words = [...outer.matchAll(/(?:'[^']*'|"[^"]*"|[^\s;|&#])+|[;|&#]/g)];
	const commands: string[][] = [[]];
	for (const [word] of words) {
		if (word === "#") break;
		if (/^[;|&]$|^do$/.test(word)) commands.push([]);
		else commands.at(-1)?.push(word);
	}
	const own = commands
		.map((words) => (words[0] === "npx" ? words.slice(1) : words))
		.filter(
			([program, ...rest]) =>
				["pulumi", "aws"].includes(program ?? "") && rest.length > 0,
		);
	return [...own, ...inner.flatMap(commandsOf)];
}

const files = [
	"README.md",
	"CONTRIBUTING.md",
	...readdirSync(join(root, "docs"))
		.filter((file) => file.endsWith(".md"))
		.map((file) => `docs/${file}`),
];
const commands = files.flatMap((file) =>
	codeOf(readFileSync(join(root, file), "utf8")).flatMap(commandsOf),
);

/** Returns the error of a command, or undefined when the command is valid. */
function faultOf([program = "", ...words]: string[]): string | undefined {
	const isOption = (word: string) => word.startsWith("--");
	const options = words
		.filter(isOption)
		.map((word) => word.split("=")[0] ?? "");
	const at = words.findIndex(isOption);
	const plain = at < 0 ? words : words.slice(0, at);
	const lengths = [3, 2, 1].map((count) => plain.slice(0, count).join(" "));
	if (program === "pulumi") {
		const name = lengths.find((name) => pulumi[name]);
		const found = pulumi[name ?? ""];
		if (!name || !found) return "is no command of pulumi";
		if (plain.length - name.split(" ").length > found.args)
			return "has too many arguments";
		return unknownOf(options, found.options);
	}
	const name = lengths.find((name) => aws[name]);
	const [service = "", operation = ""] = plain;
	const found = aws[name ?? ""] ?? optionsOf(service, operation);
	if (!found) return "is no command of aws";
	return unknownOf(options, [...found, ...everywhere]);
}

function unknownOf(options: string[], known: string[]): string | undefined {
	const unknown = options.filter((option) => !known.includes(option));
	return unknown.length > 0 ? `has no ${unknown.join(", ")}` : undefined;
}

describe("The pulumi and aws commands in the documents", () => {
	it("use commands and options that exist", () => {
		const programs = commands.map(([program]) => program);
		expect(programs.filter((one) => one === "pulumi")).to.have.length.above(60);
		expect(programs.filter((one) => one === "aws")).to.have.length.above(20);
		const faults = commands.flatMap((words) => {
			const fault = faultOf(words);
			return fault ? `${words.join(" ")}: ${fault}` : [];
		});
		expect(faults).to.deep.equal([]);
	});

	it("fail the check when a word or an option is misspelt", () => {
		for (const [line, fault] of [
			["npx pulumi stak output url", "is no command of pulumi"],
			["npx pulumi stack outptu url", "has too many arguments"],
			["npx pulumi up --tagret X", "has no --tagret"],
			["aws dynamodb scna --table-name X", "is no command of aws"],
			["aws dynamodb scan --tablename X", "has no --tablename"],
			["aws s3 rmm X", "is no command of aws"],
		] as const)
			expect(commandsOf(line).map(faultOf), line).to.deep.equal([fault]);
		expect(commandsOf('curl "$(npx pulumi stack output url)/x"')).to.deep.equal(
			[["pulumi", "stack", "output", "url"]],
		);
	});
});
