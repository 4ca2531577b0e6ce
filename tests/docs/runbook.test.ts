import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import { program } from "../support/program.ts";
import { testConfig } from "../support/stacks.ts";

const operate = readFileSync(join(root, "docs/operate.md"), "utf8");
const [, runbook = ""] = /## Runbook\n([\s\S]*?)\n## /.exec(operate) ?? [];

/** The runbook's entries by alarm name. */
const entries = new Map(
	runbook
		.split(/^### /m)
		.slice(1)
		.map((entry) => {
			const [name = "", ...lines] = entry.split("\n");
			return [name, lines.join("\n")] as const;
		}),
);

interface AlarmInputs {
	name: string;
	alarmDescription: string;
}

describe("The runbook", () => {
	const alarms = async () =>
		(await program("prod"))
			.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")
			.map(({ inputs }) => inputs as unknown as AlarmInputs)
			.map(({ name, alarmDescription }) => {
				const [, severity = "", short = ""] =
					/^(critical|warning)-prod-(.+)$/.exec(name) ?? [];
				return { severity, short, alarmDescription };
			});

	it("has exactly one entry for each alarm and for the budget", async () => {
		const names = (await alarms()).map(({ short }) => short);
		expect([...entries.keys()]).to.have.members([...names, "The budget"]);
	});

	it("states each alarm's severity, where to look, what to do and when to wake somebody", async () => {
		for (const { severity, short } of await alarms()) {
			const entry = entries.get(short) ?? "";
			expect(entry, short).to.match(
				new RegExp(`^\\s*\\*\\*${severity}\\.\\*\\* `, "i"),
			);
			for (const part of ["**Look**: ", "**Do**: ", "**Wake "])
				expect(entry, short).to.include(part);
			expect(entry, short).to.match(
				severity === "critical" ? /\*\*Wake somebody\*\*/ : /\*\*Wake nobody/,
			);
		}
	});

	it("refers, as the alarms do, to saved queries and settings that exist", async () => {
		const { resources } = await program("prod");
		const queries = resources
			.filter(({ type }) => type.endsWith(":QueryDefinition"))
			.map(({ inputs }) => String(inputs.name).split("/")[1]);
		const named = [
			...runbook.matchAll(
				/saved quer(?:y|ies)\s+((?:`[a-z ]+`(?:, | and )?)+)/gi,
			),
		]
			.flatMap(([, list = ""]) => [...list.matchAll(/`([a-z ]+)`/g)])
			.map(([, query]) => query);
		expect(named.length).to.be.above(8);
		for (const query of named) expect(queries).to.include(query);
		const ofAlarms = (await alarms()).flatMap(({ alarmDescription }) => [
			...alarmDescription.matchAll(/saved query '([^']+)'/g),
		]);
		for (const [, query] of ofAlarms) expect(queries).to.include(query);
	});
});

describe("docs/operate.md", () => {
	it("names exactly the outputs of the stack", async () => {
		const { outputs } = await program("prod");
		const [, section = ""] = /## Outputs\n([\s\S]*?)\n## /.exec(operate) ?? [];
		const named = [...section.matchAll(/^\| (.+?) \|/gm)].flatMap(
			([, cell = ""]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
		);
		expect(named).to.have.members(Object.keys(outputs));
	});

	it("names exactly the custom metrics that an alarm or the dashboard reads", async () => {
		const prod = await program("prod");
		const body = String(prod.inputs("observability-dashboard").dashboardBody);
		const alarms = JSON.stringify(
			prod.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"),
		);
		const [, list = ""] =
			/^\| metrics of our own \| (.+) \|$/m.exec(operate) ?? [];
		const named = [...list.matchAll(/`([A-Z]\w+)`/g)]
			.map(([, name = ""]) => name)
			.filter((name) => name !== "CO2AnomalyMap");
		const read = [
			...body.matchAll(/"CO2AnomalyMap[^"]*","(\w+)"/g),
			...body.matchAll(/MetricName=\\"(\w+)\\"/g),
			...alarms.matchAll(/"metricName":"(\w+)","namespace":"CO2AnomalyMap/g),
		].map(([, name]) => name);
		expect(named).to.have.members([...new Set(read)]);
	});

	it("uses settings that exist in its commands, as every document does", () => {
		const keys = Object.keys(testConfig("prod").values)
			.filter((key) => key.startsWith("co2-anomaly-map:"))
			.map((key) => key.split(":")[1]);
		for (const file of [
			"README.md",
			"docs/configuration.md",
			"docs/deploy.md",
			"docs/migrate.md",
			"docs/operate.md",
		]) {
			const text = readFileSync(join(root, file), "utf8");
			const named = [
				...text.matchAll(
					/pulumi config (?:set|rm|get) (?:--(?:secret|path) )?'?([a-z]\w+)/g,
				),
			].map(([, key]) => key);
			expect(named, file).to.not.be.empty;
			for (const key of named)
				if (key !== "aws") expect([...keys, "geminiKey"], file).to.include(key);
		}
	});
});
