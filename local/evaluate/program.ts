/** Evaluates the program under Pulumi's mocks. */
import "./leanPulumi.ts";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import type {
	RegisterResourceRequest,
	RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { stateOf } from "./computed.ts";
import type { StackConfig } from "./stackConfig.ts";

export type Values = Record<string, unknown>;

export interface Resource {
	urn: string;
	type: string;
	/** Logical name. */
	name: string;
	id: string;
	/** URN of the parent; "" for a component without a parent. */
	parent: string;
	/** The declared inputs with resolved outputs. Secrets are marked (see `isSecret`); assets are `{ path }` or `{ text }`. */
	inputs: Values;
	/** The inputs without marks, and the outputs that AWS computes. */
	state: Values;
	/** URNs of the resources that the engine creates before it. */
	dependencies: string[];
	/** Options as the engine receives them. */
	options: {
		protect: boolean;
		retainOnDelete: boolean;
		ignoreChanges: string[];
	};
}

export interface Evaluation {
	resources: Resource[];
	/** The stack's outputs, as the program exports them. */
	outputs: Values;
	/** Messages of `pulumi.log.warn`. */
	warnings: string[];
}

// How Pulumi marks a special value on the wire, and a secret among them:
// https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a declared value is encrypted in the state. */
export function isSecret(value: unknown): boolean {
	return Object(value)[signature] === secretSignature;
}

/** A value without its marks. */
export function reveal(value: unknown): unknown {
	const { Asset, Archive } = pulumi.asset;
	if (isSecret(value)) return reveal((value as Values).value);
	if (Array.isArray(value)) return value.map(reveal);
	if (Object(value) !== value) return value;
	return value instanceof Asset || value instanceof Archive
		? value
		: revealAll(value as Values);
}

const revealAll = (values: Values): Values =>
	Object.fromEntries(
		Object.entries(values).map(([key, value]) => [key, reveal(value)]),
	);

/** A value with the paths or texts of its assets and archives. */
async function plain(value: unknown): Promise<unknown> {
	const { FileAsset, FileArchive, StringAsset, AssetArchive } = pulumi.asset;
	if (value instanceof FileAsset || value instanceof FileArchive)
		return { path: await value.path };
	if (value instanceof StringAsset) return { text: await value.text };
	if (value instanceof AssetArchive)
		return { assets: await plain(await value.assets) };
	if (Array.isArray(value)) return Promise.all(value.map(plain));
	return Object(value) === value ? plainAll(value as Values) : value;
}

async function plainAll(values: Values): Promise<Values> {
	const all = await Promise.all(Object.values(values).map(plain));
	return Object.fromEntries(
		Object.keys(values).map((key, at) => [key, all[at]]),
	);
}

/** The values of the stack's outputs, once the program has ended. */
export function resolved(outputs: Values): Promise<Values> {
	const all = pulumi.output({ ...outputs });
	// The SDK's own way to wait; its types do not have it.
	return (all as unknown as { promise(): Promise<Values> }).promise();
}

let evaluations = 0;

/** As Pulumi finds it: https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint */
function entryOf(folder: string): string {
	const { main } = JSON.parse(
		readFileSync(join(folder, "package.json"), "utf8"),
	);
	return pathToFileURL(join(folder, main ?? "index.ts")).href;
}

/**
 * Runs the program for a stack, with mocks in place of the engine.
 * @param preview leaves the outputs that AWS computes unknown
 * @throws any error of the program
 */
export async function evaluate(
	{ folder, project, stack, values, secretKeys }: StackConfig,
	preview = false,
): Promise<Evaluation> {
	const region = values["aws:region"] ?? "us-east-1";
	const secretOutputs = new Map<string, string[]>();
	await pulumi.runtime.setMocks(
		{
			newResource({ type, name, inputs, custom }) {
				if (!custom || preview) return { id: undefined, state: inputs };
				const state = stateOf({
					type,
					name,
					region,
					inputs: revealAll(inputs),
				});
				for (const key of secretOutputs.get(type + name) ?? [])
					if (key in state)
						state[key] = { [signature]: secretSignature, value: state[key] };
				return { id: state.id, state: { ...state, ...inputs } };
			},
			call({ token }) {
				throw new Error(`the program calls ${token}, which has no mock`);
			},
		},
		project,
		stack,
		preview,
	);
	pulumi.runtime.setAllConfig(values, secretKeys);
	const resources = recordRegistrations(secretOutputs);
	const warnings: string[] = [];
	// Pulumi sends warnings to the engine; without one, it drops them.
	Object.assign(pulumi.log, {
		warn: async (message: string) => {
			warnings.push(message);
		},
	});
	// Pulumi keeps a stack trace of each resource, for its engine, and of each
	// promise, for debugging itself. Nobody reads them here, and they take a
	// quarter of the time.
	Object.assign(pulumi.Resource, { callsites: () => [] });
	Object.assign(
		createRequire(import.meta.url)("@pulumi/pulumi/runtime/debuggable.js"),
		{ debuggablePromise: <T>(promise: T) => promise },
	);
	const outputs: Values = await import(
		`${entryOf(folder)}?evaluation=${evaluations++}`
	);
	await pulumi.runtime.disconnect();
	for (const resource of resources) {
		resource.inputs = await plainAll(resource.inputs);
		resource.state = await plainAll(resource.state);
	}
	return { resources, outputs, warnings };
}

/** Records the registrations of the program, because mocks see neither parents nor options. */
function recordRegistrations(secretOutputs: Map<string, string[]>): Resource[] {
	const resources: Resource[] = [];
	const monitor = pulumi.runtime.getMonitor();
	if (!monitor) throw new Error("the mocks are not set");
	const register: Register = monitor.registerResource.bind(monitor);
	const registerAndRecord: Register = (request, callback) => {
		const type = request.getType();
		const name = request.getName();
		secretOutputs.set(type + name, request.getAdditionalsecretoutputsList());
		return register(request, (error, response) => {
			if (!error)
				resources.push({
					urn: response.getUrn(),
					type,
					name,
					id: response.getId(),
					parent: request.getParent(),
					inputs: valuesOf(request),
					state: revealAll(valuesOf(response)),
					dependencies: request.getDependenciesList(),
					options: {
						protect: request.getProtect() ?? false,
						retainOnDelete: request.getRetainondelete() ?? false,
						ignoreChanges: request.getIgnorechangesList(),
					},
				});
			callback(error, response);
		});
	};
	Object.assign(monitor, { registerResource: registerAndRecord });
	return resources;
}

type Register = (
	request: RegisterResourceRequest,
	callback: (error: Error | null, response: RegisterResourceResponse) => void,
) => unknown;

function valuesOf(message: RegisterResourceRequest | RegisterResourceResponse) {
	const object = message.getObject();
	return object ? pulumi.runtime.deserializeProperties(object) : {};
}
