import { expect } from "chai";
import { bucketNames, expectInputs, output } from "../support/expectations.ts";
import { type Program, program, words } from "../support/program.ts";

describe("Observability", () => {
	const dev =
		words(`QuotaExceeded Throttled budget critical critical-policy dashboard
		query-answers-not-saved query-busiest-places query-errors-by-cause
		query-hit-ratio query-refused-requests query-requests-by-minute
		query-slowest-answers health-sampling sampling warning warning-policy`);

	/** Names of the resources, except the alarms, which have their own test. */
	const names = (declared: Program) =>
		declared
			.children("observability")
			.filter((name) => !declared.one(name).type.includes(":MetricAlarm"))
			.map((name) => name.replace("observability-", ""));

	it("declares topics, budget, queries, dashboard and sampling rule", async () => {
		expect(names(await program())).to.deep.equal(dev);
	});

	it("declares an audit trail in prod", async () => {
		expect(names(await program("prod"))).to.deep.equal(
			[
				...dev,
				"trail",
				"trail-record-policy",
				...bucketNames("trail-record"),
			].sort(),
		);
	});

	it("traces 5 % of the API's requests in prod, and all in dev", async () => {
		const prod = await program("prod");
		expectInputs(prod, "observability-sampling", {
			fixedRate: 0.05,
			reservoirSize: 0,
			serviceName: `${output(prod, "api-rest", "name")}/prod`,
			serviceType: "AWS::ApiGateway::Stage",
			host: "*",
		});
		expect((await program()).inputs("observability-sampling")).to.include({
			fixedRate: 1,
		});
	});

	it("traces no request to /health, which anybody may ask", async () => {
		const dev = await program();
		expectInputs(dev, "observability-health-sampling", {
			fixedRate: 0,
			reservoirSize: 0,
			urlPath: "*/health",
			serviceName: `${output(dev, "api-rest", "name")}/prod`,
		});
		const priority = (name: string) =>
			Number(dev.inputs(`observability-${name}`).priority);
		expect(priority("health-sampling")).to.be.below(priority("sampling"));
	});

	it("saves the queries that an operator asks the logs first", async () => {
		const declared = await program();
		const ofApi = {
			"refused-requests": /status >= 400\n.* by status, errorType, path/,
			"requests-by-minute": /"THROTTLED".* by bin\(1m\)/,
		};
		const expected = {
			...ofApi,
			"answers-not-saved": /message like \/was not saved\/\n/,
			"slowest-answers": /sort milliseconds\.total desc/,
			"errors-by-cause":
				/message = "request failed"\n.* by outcome, error\.name/,
			"hit-ratio": /strcontains\(outcome, "cached"\)/,
			"busiest-places": /count\(\*\) as questions by place/,
		};
		for (const [title, pattern] of Object.entries(expected)) {
			const name = `observability-query-${title}`;
			expectInputs(declared, name, {
				logGroupNames: [
					title in ofApi
						? "/aws/apigateway/dev-access"
						: "/aws/lambda/dev-reasoning",
				],
			});
			expect(declared.inputs(name).queryString).to.match(pattern);
		}
	});
});
