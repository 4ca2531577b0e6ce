import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { expect } from "chai";
import { criticalAlarms } from "../../../tools/canary/alarms.ts";
import { canary, type Outcome } from "../../../tools/canary/canary.ts";
import { probeOf } from "../../../tools/canary/probe.ts";
import { Release } from "../../../tools/canary/release.ts";
import { startSystem } from "../../support/startSystem.ts";

/** A fake CloudWatch with the operations that the canary calls, over HTTP in the SDK's protocol. */
class CloudWatch {
	/** The response to each call: the names of alarms in ALARM state by page, or a failure. */
	readonly answers: (string[][] | "failure")[] = [];
	readonly asked: Record<string, unknown>[] = [];
	#server!: Server;
	#pages: string[][] = [];

	async start(): Promise<string> {
		this.#server = createServer(async (request, response) => {
			const body = (await json(request)) as Record<string, unknown>;
			this.asked.push(body);
			const { status, answer } = this.#answer(body);
			response.writeHead(status, {
				"content-type": "application/x-amz-json-1.0",
			});
			response.end(JSON.stringify(answer));
		});
		await new Promise<void>((ready) => this.#server.listen(0, ready));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	stop(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#answer({ NextToken }: { NextToken?: string }) {
		if (!NextToken) {
			const next = this.answers.shift() ?? [[]];
			if (next === "failure")
				return { status: 500, answer: { __type: "InternalServiceFault" } };
			this.#pages = next;
		}
		const page = Number(NextToken ?? 0);
		const isLast = page + 1 >= this.#pages.length;
		return {
			status: 200,
			answer: {
				MetricAlarms: this.#pages[page]?.map((AlarmName) => ({ AlarmName })),
				...(!isLast && { NextToken: String(page + 1) }),
			},
		};
	}
}

/** A fake Pulumi CLI. Its stack has a live version, and an update publishes the next one. */
function fakePulumi(live: string | undefined, next = live) {
	const commands: string[] = [];
	let newest = live;
	const run = async (...args: string[]) => {
		commands.push(args.join(" "));
		if (args[0] === "up") newest = next;
		return JSON.stringify({ liveVersion: live, functionVersion: newest });
	};
	return { run, commands };
}

const update = "up --yes --skip-preview";
const begun = [
	"stack output --json",
	"config set --path release.stableVersion 7",
	"config set --path release.newVersionWeight 0.1",
	update,
	"stack output --json",
];
const finished = [...begun, "config rm release", update];
const rolledBack = [
	...begun,
	"config set --path release.newVersionWeight 0",
	update,
];

describe("The canary", () => {
	let cloudWatch: CloudWatch;
	let endpoint: string;
	beforeEach(async () => {
		cloudWatch = new CloudWatch();
		endpoint = await cloudWatch.start();
	});
	afterEach(() => cloudWatch.stop());

	interface Run {
		pulumi: ReturnType<typeof fakePulumi>;
		regions?: string[];
		probe?: () => Promise<boolean>;
	}

	async function run({
		pulumi,
		regions = ["us-east-1"],
		probe = async () => true,
	}: Run): Promise<{ outcome: Outcome; logged: string[] }> {
		const logged: string[] = [];
		const outcome = await canary({
			release: new Release(pulumi.run),
			weight: 0.1,
			alarms: criticalAlarms("prod", regions, {
				endpoint,
				credentials: { accessKeyId: "any", secretAccessKey: "any" },
				maxAttempts: 1,
			}),
			probe,
			probesPerCheck: 5,
			pause: async () => {},
			checks: 6,
			log: (line) => logged.push(line),
		});
		return { outcome, logged };
	}

	it("sends all calls to a healthy version after the last check", async () => {
		const pulumi = fakePulumi("7", "8");
		const { outcome, logged } = await run({ pulumi });
		expect(outcome).to.equal("finished");
		expect(pulumi.commands).to.deep.equal(finished);
		expect(logged.filter((line) => line.startsWith("check "))).to.have.length(
			6,
		);
		for (const asked of cloudWatch.asked)
			expect(asked).to.deep.equal({
				AlarmNamePrefix: "critical-prod-",
				StateValue: "ALARM",
			});
		expect(cloudWatch.asked).to.have.length(7);
	});

	it("rolls back immediately when an alarm is in ALARM state, also on a second page", async () => {
		const pulumi = fakePulumi("7", "8");
		cloudWatch.answers.push(
			[[]],
			[[]],
			[[], ["critical-prod-function-errors"]],
		);
		const { outcome, logged } = await run({ pulumi });
		expect(outcome).to.equal("rolled back");
		expect(pulumi.commands).to.deep.equal(rolledBack);
		expect(logged.at(-1)).to.equal(
			"Rolled back: raised alarms: critical-prod-function-errors.",
		);
	});

	it("checks the alarms of CloudFront's region too", async () => {
		const pulumi = fakePulumi("7", "8");
		cloudWatch.answers.push([[]], [[]], [[]], [["critical-prod-edge"]]);
		const regions = ["ap-northeast-1", "us-east-1", "us-east-1"];
		expect((await run({ pulumi, regions })).outcome).to.equal("rolled back");
		// Two requests before the release and two in the first check.
		expect(cloudWatch.asked).to.have.length(4);
	});

	it("deploys nothing while an alarm is already in ALARM state", async () => {
		const pulumi = fakePulumi("7", "8");
		cloudWatch.answers.push([["critical-prod-api-quota"]]);
		const { outcome, logged } = await run({ pulumi });
		expect(outcome).to.equal("refused");
		expect(pulumi.commands).to.deep.equal([]);
		expect(logged).to.have.length(1);
		expect(logged[0]).to.include("critical-prod-api-quota");
	});

	it("rolls back when three checks in a row fail, but not two", async () => {
		cloudWatch.answers.push([[]], "failure", "failure", [[]], "failure");
		const short = fakePulumi("7", "8");
		expect((await run({ pulumi: short })).outcome).to.equal("finished");
		cloudWatch.answers.push([[]], [[]], "failure", "failure", "failure");
		const long = fakePulumi("7", "8");
		const { outcome, logged } = await run({ pulumi: long });
		expect(outcome).to.equal("rolled back");
		expect(logged.at(-1)).to.match(/^Rolled back: 3 checks in a row failed/);
	});

	it("rolls back when more than 5 % of at least 20 probes fail", async () => {
		let asked = 0;
		const failing = (each: number) => async () => ++asked % each !== 0;
		const bad = fakePulumi("7", "8");
		const { outcome, logged } = await run({ pulumi: bad, probe: failing(10) });
		expect(outcome).to.equal("rolled back");
		// The fourth check is the first with 20 probes.
		expect(logged.at(-1)).to.equal("Rolled back: 2 of 20 probes failed.");
		asked = 0;
		const good = fakePulumi("7", "8");
		expect((await run({ pulumi: good, probe: failing(20) })).outcome).to.equal(
			"finished",
		);
	});

	it("checks nothing without a new version or on the first deployment", async () => {
		const same = fakePulumi("7");
		expect((await run({ pulumi: same })).outcome).to.equal("unchanged");
		expect(same.commands).to.deep.equal(finished);
		const first = fakePulumi(undefined);
		expect((await run({ pulumi: first })).outcome).to.equal("unchanged");
		expect(first.commands).to.deep.equal(["stack output --json", update]);
		expect(cloudWatch.asked).to.have.length(2);
	});
});

describe("A canary's probe", () => {
	for (const [does, faults, expected] of [
		["does well", [], true],
		["fails", [{ service: "dynamodb", kind: "error", rate: 1 }], false],
	] as const)
		it(`asks about a published observation, and sees that the system ${does}`, async () => {
			const system = await startSystem({ faults: [...faults] });
			// No time limit: the machine may be busy.
			const probe = await probeOf(system.url, 2 ** 31 - 1);
			const seen = await probe.ask();
			await system.stop();
			expect(seen).to.equal(expected);
			expect(await probe.ask(), "a site that is gone").to.equal(false);
		});
});
