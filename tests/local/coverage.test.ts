import { expect } from "chai";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import { coverageOf, notImitated, pathsOf } from "../../local/core/coverage.ts";
import type { Request } from "../../local/core/http.ts";
import type { Coverage } from "../../local/core/service.ts";
import { assemble, openServices } from "../../local/core/system.ts";
import { Declarations, kindOf } from "../../local/evaluate/declarations.ts";
import { reveal } from "../../local/evaluate/program.ts";
import { services } from "../../local/services.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { FunctionsClock } from "../support/clock/functionsClock.ts";
import { program } from "../support/program.ts";

/** Every setting that adds declarations. */
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

/** The declared inputs of all stacks, by kind. */
async function declared(): Promise<Map<string, Set<string>>> {
	const byType = new Map<string, Set<string>>();
	for (const [stack, config] of [
		["dev", {}],
		["prod", {}],
		["prod", everything],
	] as const)
		for (const { type, inputs } of (await program(stack, config)).resources) {
			if (!/^aws:/.test(type)) continue;
			const paths = byType.get(kindOf(type)) ?? new Set();
			for (const path of pathsOf(reveal(inputs))) paths.add(path);
			byType.set(kindOf(type), paths);
		}
	return byType;
}

const types = Object.assign({}, ...services.map((service) => service.types));

describe("The declared inputs", () => {
	it("are read, or listed by their service", async () => {
		const read = await readInputs();
		const passedOver = [...(await declared())].flatMap(([type, paths]) =>
			[...paths]
				.filter((path) => !coverageOf(services, type, path))
				.filter((path) => !has(read.get(type) ?? new Set(), path))
				.map((path) => `${type} ${path}`),
		);
		expect(passedOver).to.deep.equal([]);
	});

	it("include all that the services list", async () => {
		const byType = await declared();
		const dead = Object.entries<Coverage>(types).flatMap(([type, coverage]) => {
			const declared = byType.get(type);
			if (!declared) return [type];
			return listedPaths(coverage)
				.filter((path) => path !== "*" && !has(declared, path))
				.map((path) => `${type} ${path}`);
		});
		expect(dead).to.deep.equal([]);
	});

	it("are of types that a service lists", async () => {
		const byType = await declared();
		expect([...byType.keys()].filter((type) => !(type in types))).to.eql([]);
	});

	it("are announced by name if they are not imitated", async () => {
		const { resources } = await program("prod");
		const names = notImitated(services, resources);
		expect(names).to.include.members([
			"alarms and notifications",
			"audit trail",
			"managed rule groups of the firewall",
		]);
		const { resources: dev } = await program("dev");
		expect(notImitated(services, dev)).to.not.include(
			"managed rule groups of the firewall",
		);
	});
});

function listedPaths({ irrelevant = "", notImitated = {} }: Coverage) {
	return [irrelevant, ...Object.values(notImitated)].flatMap((paths) =>
		paths.split(" ").filter(Boolean),
	);
}

/** Whether a path, or one below it, is in the set. */
function has(paths: Set<string>, wanted: string): boolean {
	return [...paths].some(
		(path) => path === wanted || path.startsWith(`${wanted}.`),
	);
}

/** Serves a stack with all settings, requests all that it serves, and records the inputs that were read. */
async function readInputs(): Promise<Map<string, Set<string>>> {
	const read = new Map<string, Set<string>>();
	const { resources } = await program("prod", everything);
	const declarations = new Declarations(
		resources.map((resource) => {
			const kind = kindOf(resource.type);
			const paths = read.get(kind) ?? new Set();
			read.set(kind, paths);
			return { ...resource, state: recording(resource.state, paths) };
		}),
	);
	const { ready, close } = await openServices(services, undefined);
	// The function reads all its services, however slowly this machine starts it.
	const clock = await FunctionsClock.start();
	const system = await assemble(declarations, {
		services: ready,
		clock,
		variables: { ...clock.variables, GEMINI_BASE_URL: "http://127.0.0.1:9" },
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
			await system.fronts.get("distribution")?.serve(viewerRequest(request));
	} finally {
		await system.stop();
		clock.stop();
		await close();
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

/** A value that records which of its paths are read. */
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
