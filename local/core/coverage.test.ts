import { expect } from "chai";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import { program } from "../../tests/support/program.ts";
import { sampleMonth } from "../../tools/sampleModel.ts";
import { noTrails } from "../cli/trails.ts";
import { openStore } from "../dynamodb/tableStore.ts";
import { Declarations } from "../evaluate/declarations.ts";
import { type Resource, reveal } from "../evaluate/program.ts";
import { type Coverage, coverageOf, notImitated, pathsOf } from "./coverage.ts";
import { inputs, types } from "./coverageLists.ts";
import type { Request } from "./http.ts";
import { assemble } from "./system.ts";

/** Every setting that declares something of its own. */
const everything = {
	wafEnabled: "true",
	blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
	allowedCountries: '["JP"]',
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
	alertEmails: '["operator@example.com"]',
	alertWebhooks: '["https://events.example.com/enqueue"]',
	slack: '{"teamId":"T012AB","channelId":"C012AB"}',
	release: '{"stableVersion":"7","newVersionWeight":0.1}',
	auditTrail: "true",
};

/** All that the stacks declare: inputs by type. */
async function declared(): Promise<Map<string, Set<string>>> {
	const byType = new Map<string, Set<string>>();
	for (const [stack, config] of [
		["dev", {}],
		["prod", {}],
		["prod", everything],
	] as const)
		for (const { type, inputs } of (await program(stack, config)).resources) {
			if (!/^awsx?:/.test(type)) continue;
			const paths = byType.get(type) ?? new Set();
			for (const path of pathsOf(reveal(inputs))) paths.add(path);
			byType.set(type, paths);
		}
	return byType;
}

describe("What local/ makes of the declared inputs", () => {
	it("is said of each of them", async () => {
		const unknown = [...(await declared())].flatMap(([type, paths]) =>
			[...paths]
				.filter((path) => coverageOf(type, path) === undefined)
				.map((path) => `${type} ${path}`),
		);
		expect(unknown).to.deep.equal([]);
	});

	it("is said of nothing that is not declared", async () => {
		const byType = await declared();
		const listed = [
			...Object.keys(types.irrelevant),
			...Object.keys(types.notImitated),
			...Object.keys(inputs),
		];
		expect(listed.filter((type) => !byType.has(type))).to.deep.equal([]);
		const dead = Object.entries(inputs).flatMap(([type, coverage]) =>
			listedPaths(coverage)
				.filter((path) => !has(byType.get(type) ?? new Set(), path))
				.map((path) => `${type} ${path}`),
		);
		expect(dead).to.deep.equal([]);
	});

	it("is true: what is honoured is read", async () => {
		const read = await readInputs();
		const unread = Object.entries(inputs).flatMap(([type, { honoured }]) =>
			split(honoured)
				.filter((path) => !has(read.get(type) ?? new Set(), path))
				.map((path) => `${type} ${path}`),
		);
		expect(unread).to.deep.equal([]);
	});

	it("is announced by name, where it is nothing", async () => {
		const { resources } = await program("prod");
		const names = notImitated(resources);
		expect(names).to.include.members([
			"alarms and who is told",
			"audit trail",
			"managed rule groups of the firewall",
		]);
		const { resources: dev } = await program("dev");
		expect(notImitated(dev)).to.not.include(
			"managed rule groups of the firewall",
		);
	});
});

const split = (paths = "") => paths.split(" ").filter(Boolean);

function listedPaths({ honoured, irrelevant, notImitated }: Coverage) {
	return [
		honoured,
		...Object.values(irrelevant ?? {}),
		...Object.values(notImitated ?? {}),
	].flatMap(split);
}

/** Whether a path, or one below it, is in the set. */
function has(paths: Set<string>, wanted: string): boolean {
	return [...paths].some(
		(path) => path === wanted || path.startsWith(`${wanted}.`),
	);
}

/** Serves a stack that has everything, asks it for everything, and notes which inputs were read. */
async function readInputs(): Promise<Map<string, Set<string>>> {
	const read = new Map<string, Set<string>>();
	const { resources } = await program("prod", everything);
	const declarations = new Declarations(
		resources.map((resource) => {
			const paths = read.get(resource.type) ?? new Set();
			read.set(resource.type, paths);
			return { ...resource, state: recording(resource.state, paths) };
		}),
	);
	const store = await openStore(undefined);
	const system = await assemble(declarations, {
		store,
		faults: [],
		geminiUrl: "http://127.0.0.1:9",
		log() {},
		trails: noTrails,
		witness() {},
	});
	const [feature] = sampleMonth("202407").features;
	const question = questionAbout(observationOf(feature as AnomalyFeature));
	try {
		for (const request of [
			{ path: "/" },
			{ path: "/nothing.html" },
			{ path: "/anomalies202407.geojson" },
			{ path: "/api/health" },
			{ path: "/api/reasoning", method: "OPTIONS" },
			{ path: "/api/reasoning", method: "POST", body: question },
			{ path: "/api/reasoning", method: "POST", body: {} },
		])
			await system.viewer(viewerRequest(request));
		for (const operation of ["DescribeTable", "DescribeTimeToLive"])
			await system.aws(operatorCall(operation, resources));
	} finally {
		await system.stop();
		await store.close();
	}
	return read;
}

function viewerRequest({
	path,
	method = "GET",
	body,
}: {
	path: string;
	method?: string;
	body?: unknown;
}): Request {
	return {
		method,
		path,
		query: "",
		headers: {
			"content-type": ["application/json"],
			"x-local-viewer-country": ["JP"],
		},
		body: Buffer.from(body ? JSON.stringify(body) : ""),
		sourceIp: "192.0.2.1",
	};
}

/** What the AWS CLI asks of DynamoDB. */
function operatorCall(operation: string, resources: Resource[]): Request {
	const table = resources.find(({ type }) => type.endsWith(":Table"));
	return {
		...viewerRequest({
			path: "/",
			method: "POST",
			body: { TableName: table?.state.name },
		}),
		headers: {
			"content-type": ["application/x-amz-json-1.0"],
			"x-amz-target": [`DynamoDB_20120810.${operation}`],
			authorization: [
				"AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/dynamodb/aws4_request",
			],
		},
	};
}

/** A value that notes the paths that are read of it. */
function recording<T extends object>(
	value: T,
	paths: Set<string>,
	path = "",
): T {
	return new Proxy(value, {
		get(target, key, receiver) {
			const found = Reflect.get(target, key, receiver);
			if (typeof key === "symbol" || typeof found === "function") return found;
			const at = Array.isArray(target) ? path : path ? `${path}.${key}` : key;
			if (!Array.isArray(target)) paths.add(at);
			return typeof found === "object" && found !== null
				? recording(found, paths, at)
				: found;
		},
	});
}
