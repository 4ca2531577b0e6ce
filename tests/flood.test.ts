/** One sender cannot use up the limits that all visitors share. The test moves the clock. */
import { expect } from "chai";
import { observationOf, questionAbout } from "../contract/observation.ts";
import { restApi } from "../local/apigateway/restApi.ts";
import { Distribution } from "../local/cloudfront/distribution.ts";
import { machineClock } from "../local/core/clock.ts";
import type { Response } from "../local/core/http.ts";
import { sampleMonth } from "../tools/data/sampleModel.ts";
import { declared } from "./support/declared.ts";
import { program } from "./support/program.ts";

const [feature] = sampleMonth("202407").features;
const question = JSON.stringify(
	feature && questionAbout(observationOf(feature)),
);

/** The distribution, firewalls and API of a stack; a stub takes the place of the function. */
async function edgeOf(stack: string) {
	const clock = { now: Date.UTC(2026, 10, 26, 10) };
	const now = () => clock.now;
	const declarations = await declared({}, stack);
	const invoke = async () => ({
		result: JSON.stringify({ statusCode: 200, body: "{}" }),
		requestId: "r",
	});
	const api = restApi({
		declarations,
		invoke,
		clock: { ...machineClock, now },
	});
	const distribution = new Distribution(
		declarations,
		() => (request) => api.serve(request),
		{ now },
	);
	const post = (ip: string, body: string): Promise<Response> =>
		distribution.serve({
			method: "POST",
			path: "/api/reasoning",
			query: "",
			headers: {
				"content-type": ["application/json"],
				"x-local-viewer-ip": [ip],
			},
			body: Buffer.from(body),
			sourceIp: "",
		});
	return { clock, post };
}

describe("A flood of 95 requests a second from one address or five", () => {
	// The firewall of prod blocks an address within seconds; dev has none, and
	// gets more than 10,000 requests.
	for (const [addresses, stack, duration] of [
		[5, "dev", 110],
		[1, "prod", 20],
		[5, "prod", 20],
	] as const)
		it(`from ${addresses} does not affect another visitor of ${stack}`, async () => {
			const { clock, post } = await edgeOf(stack);
			const statuses = new Map<number, number>();
			for (let second = 0; second < duration; second++) {
				for (let n = 0; n < 95; n++) {
					const { status } = await post(`192.0.2.${n % addresses}`, "{}");
					statuses.set(status, (statuses.get(status) ?? 0) + 1);
					clock.now += 10;
				}
				const visitor = await post("203.0.113.7", question);
				expect(visitor.status, `after ${second} s`).to.equal(200);
				clock.now += 50;
			}
			// The API refuses what the firewall admits, and does not call the function.
			const admitted = stack === "dev" ? 95 * duration : 300 * addresses;
			expect(statuses.get(400)).to.equal(admitted);
			expect(statuses.get(429) ?? 0).to.equal(95 * duration - admitted);
		});

	it("cannot use up the quota: the throttle admits less in a day", async () => {
		for (const stack of ["dev", "prod"]) {
			const plan = (await program(stack)).inputs("api-usage-plan");
			const { rateLimit, burstLimit } = plan.throttleSettings as Limits;
			const { limit, period } = plan.quotaSettings as Limits;
			expect(period).to.equal("DAY");
			expect(limit).to.be.at.least(24 * 3600 * rateLimit + burstLimit);
		}
	});
});

interface Limits {
	rateLimit: number;
	burstLimit: number;
	limit: number;
	period: string;
}
