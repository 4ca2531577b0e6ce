/** Tests `--stack`: outputs from the Pulumi CLI, and AWS clients with the environment's credentials and endpoint. */
import { mkdtempSync, rmSync } from "node:fs";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect } from "chai";
import type { Running } from "../../local/cli/start.ts";
import { fill } from "../../local/tests/folders.ts";
import { cacheCommands } from "../../tools/cache/commands.ts";
import type { Commands } from "../../tools/cli/run.ts";
import { dataCommands } from "../../tools/data/commands.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { runCommand } from "../support/command.ts";
import {
	environmentOfTests,
	installFakePulumi,
} from "../support/fakePulumi.ts";
import { startSystem } from "../support/startSystem.ts";

/** The output of `data upload --json`. */
interface Uploaded {
	uploaded: string[];
}

describe("--stack", () => {
	const setEnvironment = environmentOfTests();
	let system: Running;
	let home: string;
	let first: Uploaded;
	/** Status codes of the fake API, one per request; then 200. After 0, it closes the connection. */
	let answers: { status: number; retryAfter: string }[];
	let questions: unknown[];
	const api = createServer(
		async (request: IncomingMessage, response: ServerResponse) => {
			questions.push(await json(request));
			const { status, retryAfter } = answers.shift() ?? {
				status: 200,
				retryAfter: "",
			};
			if (status === 0) {
				response.destroy();
				return;
			}
			response.writeHead(status, { "retry-after": retryAfter });
			response.end(JSON.stringify({ message: `status ${status}` }));
		},
	);

	const run = (commands: Commands, line: string) =>
		runCommand(commands, `${line} --stack dev`);
	/** Uploads a month with two observations, so `cache warm` has two questions. */
	const upload = async () => {
		const { features, ...month } = sampleMonth("202407");
		const text = JSON.stringify({ ...month, features: features.slice(0, 2) });
		const folder = join(home, "months");
		fill(folder, { "anomalies202407.geojson": text });
		const ran = await run(dataCommands, `upload ${folder} --json`);
		expect(ran.status, ran.log).to.equal(0);
		return JSON.parse(ran.out) as Uploaded;
	};
	before(async () => {
		system = await startSystem({ config: { dataDir: "" } });
		await new Promise<void>((ready) => api.listen(0, "127.0.0.1", ready));
		const { port } = api.address() as AddressInfo;
		const served = await fetch(`${system.url}/__local/stack`);
		const { aws, outputs } = (await served.json()) as {
			aws: string;
			outputs: object;
		};
		home = mkdtempSync(join(tmpdir(), "co2-anomaly-map-test-"));
		installFakePulumi(home, { ...outputs, url: `http://127.0.0.1:${port}` });
		setEnvironment({
			PULUMI_HOME: home,
			PULUMI_VERSION: "",
			AWS_ENDPOINT_URL: aws,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local",
		});
		first = await upload();
	});
	beforeEach(() => {
		answers = [];
		questions = [];
	});
	after(async () => {
		api.close();
		api.closeAllConnections();
		await system.stop();
		rmSync(home, { recursive: true });
	});

	const answerWith = (...statuses: number[]) => {
		answers = statuses.map((status) => ({ status, retryAfter: "0" }));
		return run(cacheCommands, "warm --yes --rate 50");
	};

	it("uses the table, bucket and distribution of the outputs", async () => {
		expect(first.uploaded).to.include("anomalies202407.geojson");
		expect((await upload()).uploaded).to.deep.equal([]);
		const stats = await run(cacheCommands, "stats --json");
		expect(stats.status, stats.log).to.equal(0);
		expect(JSON.parse(stats.out)).to.include({ answers: 0, leases: 0 });
	});

	it("reports a stack that the CLI does not find and a stack that is out of date", async () => {
		const none = await runCommand(cacheCommands, "stats --stack none");
		expect(none).to.include({
			status: 1,
			log: "stack none cannot be read: error: no stack named 'none' found; log in with npx pulumi login, and see npx pulumi stack ls",
		});
		const old = await runCommand(cacheCommands, "stats --stack old");
		expect(old).to.include({
			status: 1,
			log: "stack old has no output url; bring it up to date with npx pulumi up",
		});
	});

	it("retries after 429, 503 and 504", async () => {
		const { status, out } = await answerWith(429, 503, 504);
		expect({ status, out }).to.deep.equal({
			status: 0,
			out: "2 of 2 questions answered",
		});
		expect(questions).to.have.length(2 + 3);
	});

	it("gives up after four attempts, or immediately after another error", async () => {
		const busy = await answerWith(...Array(8).fill(503));
		expect(busy.status).to.equal(1);
		expect(busy.out).to.equal("0 of 2 questions answered");
		expect(busy.log).to.match(/No answer: .* on 2024-07-\d\d: 503: status 503/);
		expect(questions).to.have.length(8);
		questions = [];
		expect((await answerWith(400, 400)).status).to.equal(1);
		expect(questions).to.have.length(2);
	});

	it("requests nothing without a confirmation, in a dry run, for another month and at too high a rate", async () => {
		for (const line of ["warm --json", "warm --json --yes --dry-run"]) {
			const { status, out } = await run(cacheCommands, line);
			expect(status).to.equal(0);
			expect(JSON.parse(out)).to.deep.include({ known: 0, asked: 0 });
		}
		const none = await run(cacheCommands, "warm --month 1999-01 --yes");
		expect(none.status).to.equal(1);
		expect(none.log).to.match(
			/^--month 199901 is not published in this stack; give a month of http/,
		);
		const fast = await run(cacheCommands, "warm --rate 999 --yes");
		expect(fast.status).to.equal(1);
		expect(fast.log).to.match(
			/^--rate 999 is above [\d.]+ per second, half of what the stack and its firewall admit; choose/,
		);
		expect(questions).to.be.empty;
	});

	it("continues after a question that the API does not answer", async () => {
		const { status, out, log } = await answerWith(0);
		expect(status).to.equal(1);
		expect(out).to.equal("1 of 2 questions answered");
		expect(log).to.match(
			/No answer: .*: http:.*\/api\/reasoning cannot be reached: UND_ERR_SOCKET$/,
		);
	});
});
