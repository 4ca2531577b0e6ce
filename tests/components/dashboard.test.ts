import { expect } from "chai";
import { output } from "../support/expectations.ts";
import { program } from "../support/program.ts";

interface MetricOfAlarm {
	namespace: string;
	metricName?: string;
}

describe("The dashboard", () => {
	it("shows traffic, hit ratio, latency, errors, model calls and cost on a dashboard", async () => {
		const declared = await program();
		const { dashboardName, dashboardBody } = declared.inputs(
			"observability-dashboard",
		);
		expect(dashboardName).to.equal("dev-co2-anomaly-map");
		const { widgets } = JSON.parse(String(dashboardBody)) as {
			widgets: {
				x: number;
				y: number;
				width: number;
				properties: { title: string; region: string; metrics: unknown[][] };
			}[];
		};
		expect(
			widgets.map(({ properties }) => properties.title.split(/[:,]| of/)[0]),
		).to.deep.equal([
			"Traffic",
			"Hit ratio",
			"Latency",
			"Errors",
			"Refused by limits",
			"Edge function",
			"Model calls",
			"Cost",
		]);
		expect(new Set(widgets.map(({ x, y }) => `${x} ${y}`)).size).to.equal(8);
		const [traffic] = widgets;
		expect(traffic?.properties.metrics[0]).to.deep.equal([
			"AWS/ApiGateway",
			"Count",
			"ApiName",
			output(declared, "api-rest", "name"),
			"Stage",
			"prod",
			{},
		]);
		// CloudFront and billing have no other region.
		expect(widgets.at(5)?.properties.region).to.equal("us-east-1");
		expect(widgets.at(-1)?.properties.region).to.equal("us-east-1");
	});

	it("shows every metric that an alarm watches on the dashboard", async () => {
		const declared = await program();
		const { dashboardBody } = declared.inputs("observability-dashboard");
		const shown = String(dashboardBody);
		const watched = declared
			.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
			.flatMap(({ inputs }) => {
				const queries = (inputs.metricQueries ?? []) as {
					metric?: MetricOfAlarm;
				}[];
				return [
					inputs as unknown as MetricOfAlarm,
					...queries.map(({ metric }) => metric),
				];
			})
			.filter((metric) => metric?.metricName !== undefined);
		expect(watched).to.not.have.length(0);
		for (const metric of watched)
			expect(shown).to.include(
				`"${metric?.namespace}","${metric?.metricName}"`,
			);
	});
});
