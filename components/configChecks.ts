/** Checks of the configuration that need more than one key or its value. */
import * as pulumi from "@pulumi/pulumi";
import { closestMatch } from "leven";
import { remedy } from "./configKeys.ts";
import type { Settings } from "./settings.ts";
import { minThroughput } from "./storage/throughput.ts";

/** Keys of the program's namespace that the program does not know. Pulumi would ignore them silently. */
export function unknownKeys(namespace: string, known: string[]): string[] {
	return Object.keys(pulumi.runtime.allConfig())
		.filter((key) => key.startsWith(`${namespace}:`))
		.map((key) => key.slice(namespace.length + 1))
		.filter((name) => !known.includes(name))
		.map((name) => {
			const nearest = closestMatch(name, known);
			return `${name} is not a key of this program; the nearest is ${nearest}. ${remedy(`rm ${name}`)}`;
		});
}

/** Exists in Pulumi's SDK, but not in its types. */
const { isConfigSecret } = pulumi.runtime as unknown as {
	isConfigSecret(key: string): boolean;
};

/**
 * Checks the Gemini key. No message shows its value. `config.get` would warn
 * that the key is a secret.
 */
export function geminiKeyProblems(namespace: string): string[] {
	const key = `${namespace}:geminiKey`;
	const value = pulumi.runtime.getConfig(key);
	const fix = remedy("set --secret geminiKey");
	if (!value)
		return [`geminiKey is not set, but must be a Gemini API key. ${fix}`];
	if (/\s/.test(value))
		return [`geminiKey must be a Gemini API key, without white space. ${fix}`];
	if (!isConfigSecret(key))
		return [
			`geminiKey is in plain text in the stack's file, but must be encrypted. Make another key, because others may have read this one. ${fix}`,
		];
	return [];
}

/**
 * Only the partition `aws` is supported. In the others, ARNs of managed policies do
 * not begin with `arn:aws:`, and CloudFront is missing or separate.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function regionProblems(): string[] {
	const region = new pulumi.Config("aws").get("region");
	if (
		/^(?!cn-|us-gov-|us-iso|eu-isoe-|eusc-)[a-z]{2}-[a-z]+-\d$/.test(
			region ?? "",
		)
	)
		return [];
	return [
		`aws:region ${region ? `is ${JSON.stringify(region)}` : "is not set"}, but must be a region of AWS's commercial partition. ${remedy("set aws:region us-east-1")}`,
	];
}

/** Values that are valid alone, but contradict each other. */
export function contradictions(settings: Partial<Settings>): string[] {
	const { domainName, hostedZoneId, blockedAddresses, wafEnabled } = settings;
	const found: string[] = [];
	if (!domainName !== !hostedZoneId)
		found.push(
			`domainName is ${JSON.stringify(domainName ?? "")} and hostedZoneId is ${JSON.stringify(hostedZoneId ?? "")}, but both or none must be set. ${
				hostedZoneId
					? remedy("set domainName map.example.com")
					: remedy("set hostedZoneId Z0123456789ABCDEFGHIJ")
			}`,
		);
	if (blockedAddresses?.length && !wafEnabled)
		found.push(
			`blockedAddresses is ${JSON.stringify(blockedAddresses)} and wafEnabled is false, but only the firewall can block. ${remedy("set wafEnabled true")}`,
		);
	return [...found, ...lowCeilings(settings)];
}

/** Table ceilings that are too low for the API's throttle. */
function lowCeilings(settings: Partial<Settings>): string[] {
	const { apiRateLimit, apiBurstLimit } = settings;
	if (!apiRateLimit || !apiBurstLimit) return [];
	const min = minThroughput({ apiRateLimit, apiBurstLimit });
	return (["tableMaxReadUnits", "tableMaxWriteUnits"] as const)
		.filter((name) => (settings[name] ?? min[name]) < min[name])
		.map(
			(name) =>
				`${name} is ${settings[name]}, but must be ${min[name]} or more for apiRateLimit ${apiRateLimit} and apiBurstLimit ${apiBurstLimit}. ${remedy(`set ${name} ${min[name]}`)}`,
		);
}
