/** The program under Pulumi's mocks, as component tests see it. */
import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { UsageError } from "../../local/core/usageError.ts";
import { Declarations } from "../../local/evaluate/declarations.ts";
import {
	type Evaluation,
	evaluate,
	isSecret,
	type Resource,
	resolved,
	type Values,
} from "../../local/evaluate/program.ts";
import type { StackConfig } from "../../local/evaluate/stackConfig.ts";
import { testConfig } from "./stacks.ts";

export const region = "us-east-1";
export const account = "123456789012";

const evaluations = new Map<string, Promise<Evaluation>>();

/** Evaluates the program in this process, once for each configuration. */
function evaluateOnce(config: StackConfig): Promise<Evaluation> {
	const key = JSON.stringify(config);
	const known = evaluations.get(key);
	if (known) return known;
	// One after the other, because Pulumi's mocks are global.
	const last = [...evaluations.values()].at(-1);
	const next = Promise.resolve(last)
		.catch(() => undefined)
		.then(() => evaluate(config));
	evaluations.set(key, next);
	return next;
}

/**
 * The program of a stack.
 * @param config overrides the stack's configuration, by key
 */
export async function program(
	stack = "dev",
	config: Record<string, string> = {},
): Promise<Program> {
	return new Program(
		await evaluateOnce(testConfig(stack, { geminiKey: "test-key", ...config })),
	);
}

/**
 * Evaluates the program in the test's process, where Pulumi is already loaded.
 * Tests of changed data need the child process instead.
 */
export const sharedEvaluator = {
	async read(config: StackConfig): Promise<Declarations> {
		const { resources, outputs } = await evaluateOnce(config).catch((error) => {
			throw RunError.isInstance(error) ? new UsageError(error.message) : error;
		});
		const copies = resources.map(({ inputs, ...declared }) => declared);
		return new Declarations(structuredClone(copies), await resolved(outputs));
	},
	close() {},
};

/** An expected value that is encrypted in the state. */
export const secret = (value: unknown) => ({ secret: value });

/** Replaces the marks of secrets by `secret(…)`, so that expectations can name them. */
function readable(value: unknown): unknown {
	if (isSecret(value)) return secret(readable((value as Values).value));
	if (Array.isArray(value)) return value.map(readable);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [key, readable(inner)]),
	);
}

export class Program {
	readonly resources: Resource[];
	readonly outputs: Values;
	readonly warnings: string[];

	constructor({ resources, outputs, warnings }: Evaluation) {
		this.resources = resources;
		this.outputs = outputs;
		this.warnings = warnings;
	}

	/** The resource with this logical name. */
	one(name: string): Resource {
		const found = this.resources.filter((resource) => resource.name === name);
		expect(found, `resources named ${name}`).to.have.length(1);
		return found[0] as Resource;
	}

	ofType(type: string): Resource[] {
		return this.resources.filter((resource) => resource.type === type);
	}

	/** The inputs of a resource. */
	inputs(name: string): Values {
		return readable(this.one(name).inputs) as Values;
	}

	/** The names of a component's children, in order. */
	children(component: string): string[] {
		const { urn } = this.one(component);
		return this.resources
			.filter(({ parent }) => parent === urn)
			.map(({ name }) => name)
			.sort();
	}
}

/** The words of a text, sorted. */
export const words = (text: string) => text.trim().split(/\s+/).sort();
