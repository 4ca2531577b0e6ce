import { expect } from "chai";
import fc from "fast-check";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import {
	listen,
	listener,
	type Request,
	type Service,
} from "../../local/core/http.ts";
import type { Front } from "../../local/core/service.ts";
import { assemble, close, openServices } from "../../local/core/system.ts";
import { Declarations } from "../../local/evaluate/declarations.ts";
import { services } from "../../local/services.ts";
import { geminiStandIn } from "../../stand-ins/gemini.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { FunctionsClock } from "../support/clock/functionsClock.ts";
import { declared, type State, stateOf } from "../support/declared.ts";
import { isThorough } from "../support/thorough.ts";

/** A stack in which each change has something to change. */
const config = {
	wafEnabled: "true",
	blockedAddresses: '["192.0.2.0/24"]',
	allowedCountries: '["JP"]',
};

const question = questionAbout(
	observationOf(sampleMonth("202407").features[0] as AnomalyFeature),
);
const unpublished = { ...question, lat: 0, lon: 0 };

/** Questions that exceed a quota. */
const patience = 20;

/** Declared values that the system has to follow. */
const changes = fc.record({
	cacheTtlDays: fc.integer({ min: 1, max: 3650 }),
	geminiModel: fc.stringMatching(/^gemini-[a-z0-9.-]{1,20}$/),
	geminiKey: fc.stringMatching(/^[\w-]{20,40}$/),
	language: fc.constantFrom("en", "ja"),
	requirePublished: fc.boolean(),
	allowedOrigin: fc.domain().map((name) => `https://${name}`),
	dailyQuota: fc.integer({ min: 8, max: 2 * patience }),
	healthPath: fc.stringMatching(/^[a-z]{1,12}$/),
	refusedStatus: fc.constantFrom(401, 403, 418),
	frameOption: fc.constantFrom("DENY", "SAMEORIGIN"),
	maxAge: fc.nat(),
	rootObject: fc.constantFrom("sample_calendar.html", "main.css"),
	countries: fc.subarray(["JP", "FR", "US"], { minLength: 1 }),
	// Other addresses than those of the journey.
	blockedAddress: fc
		.ipV4()
		.filter((address) => !["127.0.0.1", "198.51.100.7"].includes(address)),
});
type Changes = typeof changes extends fc.Arbitrary<infer T> ? T : never;

function change(declarations: Declarations, to: Changes): void {
	const of = (name: string) => stateOf(declarations, name);
	const parameter = (name: string, value: string) =>
		Object.assign(of(`base-${name}`), { insecureValue: value, value });
	parameter("cache-ttl-days", String(to.cacheTtlDays));
	parameter("gemini-model", to.geminiModel);
	of("base-gemini-key-version").secretString = JSON.stringify({
		GEMINI_API_KEY: to.geminiKey,
	});
	const { variables } = of("lambda-reasoning").environment as State;
	Object.assign(variables as State, {
		REASONING_LANGUAGE: to.language,
		REQUIRE_PUBLISHED: String(to.requirePublished),
		ALLOWED_ORIGIN: to.allowedOrigin,
	});
	const { quotaSettings } = of("api-usage-plan");
	Object.assign(quotaSettings as State, { limit: to.dailyQuota });
	of("api-health").pathPart = to.healthPath;
	const permission = of("api-health-permission");
	permission.sourceArn = String(permission.sourceArn).replace(
		/health$/,
		to.healthPath,
	);
	of("api-response-waf-filtered").statusCode = String(to.refusedStatus);
	const { securityHeadersConfig } = of("frontend-security-headers");
	Object.assign((securityHeadersConfig as State).frameOptions as State, {
		frameOption: to.frameOption,
	});
	of("frontend-main.js").cacheControl = `max-age=${to.maxAge}`;
	const distribution = of("frontend-distribution");
	distribution.defaultRootObject = of(`frontend-${to.rootObject}`).key;
	distribution.restrictions = {
		geoRestriction: { restrictionType: "whitelist", locations: to.countries },
	};
	of("frontend-firewall-blocked-ipv4").addresses = [`${to.blockedAddress}/32`];
}

describe("A system with randomly changed declarations", () => {
	it("follows the declarations", async () => {
		const { resources } = await declared(config);
		await fc.assert(
			fc.asyncProperty(changes, async (to) => {
				const declarations = new Declarations(structuredClone(resources));
				change(declarations, to);
				await travel(declarations, to);
			}),
			{ numRuns: isThorough ? 50 : 2, includeErrorInReport: true },
		);
	});
});

/** The journey and its expected results. */
async function travel(declarations: Declarations, to: Changes): Promise<void> {
	const parts: (() => unknown)[] = [];
	const serve = async (service: Service) => {
		const { server, url } = await listen(listener(service));
		parts.push(() => close(server));
		return url;
	};
	const asked: Request[] = [];
	const geminiUrl = await serve((request) => {
		asked.push(request);
		return geminiStandIn(request);
	});
	const { ready, close: closeServices } = await openServices(
		services,
		undefined,
	);
	parts.push(closeServices);
	const clock = await FunctionsClock.start();
	parts.push(() => clock.stop());
	const system = await assemble(declarations, {
		services: ready,
		clock,
		variables: { ...clock.variables, GEMINI_BASE_URL: geminiUrl },
	});
	parts.push(() => system.stop());
	const front = (name: string) => system.fronts.get(name) as Front;
	const url = await serve(front("distribution").serve);
	const api = await serve(front("stage").serve);
	const get = (path: string, headers = {}) =>
		fetch(url + path, {
			headers: { "x-local-viewer-ip": "198.51.100.7", ...headers },
		});
	const ask = (about: object) =>
		fetch(`${url}/api/reasoning`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(about),
		});
	try {
		const root = await get("/");
		expect(root.status).to.equal(200);
		expect(root.headers.get("content-type")).to.match(
			to.rootObject.endsWith(".css") ? /^text\/css/ : /^text\/html/,
		);
		expect(root.headers.get("x-frame-options")).to.equal(to.frameOption);
		const { key } = stateOf(declarations, "frontend-main.js");
		const script = await get(`/${key}`);
		expect(script.headers.get("cache-control")).to.equal(
			`max-age=${to.maxAge}`,
		);
		for (const country of ["JP", "FR", "US"])
			expect(
				(await get("/", { "x-local-viewer-country": country })).status,
				country,
			).to.equal(to.countries.includes(country) ? 200 : 403);
		expect(
			(await get("/", { "x-local-viewer-ip": to.blockedAddress })).status,
		).to.equal(403);

		const first = await ask(question);
		expect(first.status).to.equal(200);
		expect(first.headers.get("access-control-allow-origin")).to.equal(
			to.allowedOrigin,
		);
		const answer = await first.json();
		expect(answer).to.include({ cached: false, model: to.geminiModel });
		const second = await ask(question);
		expect(await second.json()).to.include({ cached: true });
		const other = await ask(unpublished);
		expect(other.status).to.equal(to.requirePublished ? 404 : 200);

		const [call] = asked;
		expect(asked).to.have.length(to.requirePublished ? 1 : 2);
		expect(call?.path).to.contain(`/${to.geminiModel}:`);
		expect(call?.headers["x-goog-api-key"]).to.deep.equal([to.geminiKey]);
		expect(/[ぁ-ん]/.test(String(call?.body))).to.equal(to.language === "ja");

		const item = await itemOf(await serve(system.aws), {
			TableName: stateOf(declarations, "storage-cache").name,
			Key: { cache_key: { S: answer.cache_key } },
		});
		const madeAt = Math.floor(Date.parse(answer.cached_at) / 1000);
		expect(Number(item.ttl?.N) - madeAt).to.equal(to.cacheTtlDays * 86_400);

		const health = await get(`/api/${to.healthPath}`);
		// The function serves its own paths only.
		expect(health.status).to.equal(to.healthPath === "health" ? 200 : 404);
		expect((await health.json()).error).to.be.oneOf([undefined, "not_found"]);

		const stranger = await fetch(`${api}${front("stage").path}/reasoning`, {
			method: "POST",
			headers: { "x-api-key": "none" },
		});
		expect(stranger.status).to.equal(to.refusedStatus);

		// Requests with a key so far: three questions, and perhaps the health check.
		let admitted = 3;
		for (let sent = 0; sent < patience; sent++)
			if ((await ask(question)).status === 200) admitted++;
		expect(admitted).to.equal(Math.min(to.dailyQuota, 3 + patience));
	} finally {
		for (const stop of parts.reverse()) await stop();
	}
}

/** As the operator reads it. */
async function itemOf(
	url: string,
	input: object,
): Promise<Record<string, { N: string }>> {
	const answer = await fetch(url, {
		method: "POST",
		headers: {
			"x-amz-target": "DynamoDB_20120810.GetItem",
			authorization:
				"AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/dynamodb/aws4_request",
		},
		body: JSON.stringify(input),
	});
	return (await answer.json()).Item;
}
