import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { expect } from "chai";
import { root } from "../../build/projectRoot.ts";
import type { MonthIndex } from "../../contract/month.ts";
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import { readArguments } from "../../local/cli/cli.ts";
import type { Statistics } from "../../local/cli/metrics.ts";
import type { Running } from "../../local/cli/start.ts";
import { UsageError } from "../../local/core/usageError.ts";
import { Evaluator } from "../../local/evaluate/declarations.ts";
import { clientOptions } from "../../local/tests/awsEndpoint.ts";
import { Lines } from "../../local/tests/lines.ts";
import { AnswerTable } from "../../tools/cache/table.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";
import { type LocalOptions, project } from "../../tools/local.ts";
import { answer, keyAt } from "../support/answerTable.ts";
import { sharedEvaluator } from "../support/program.ts";
import { startSystem } from "../support/startSystem.ts";

const question = questionAbout(
	observationOf(sampleMonth("202407").features[0] as AnomalyFeature),
);

const ask = async ({ url }: Running) => {
	const answer = await fetch(`${url}/api/reasoning`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(question),
	});
	return answer.json();
};

describe("A running system", () => {
	const folder = mkdtempSync(join(tmpdir(), "running-"));
	const dataDir = mkdtempSync(join(tmpdir(), "months-"));
	const copyMonth = (month: string) =>
		cpSync(
			join(root, `site/data/anomalies${month}.geojson`),
			join(dataDir, `anomalies${month}.geojson`),
		);
	const printed: string[] = [];
	const log = new Lines<string>();
	/** Child processes, as `npm start` uses them; each loads Pulumi, so only what needs one uses them. */
	const children = new Evaluator();
	let evaluator: Pick<Evaluator, "read"> = sharedEvaluator;
	let system: Running;
	before(async () => {
		copyMonth("202407");
		system = await startSystem({
			evaluator: {
				read: (...asked) => evaluator.read(...asked),
				close: () => children.close(),
			},
			folder,
			config: { dataDir },
			watch: true,
			log: (_, line) => log.add(line),
			printRequest: (line) => printed.push(line.replace(/^.*?(?=[A-Z])/, "")),
		});
	});
	after(async () => {
		await system.stop();
		for (const made of [folder, dataDir]) rmSync(made, { recursive: true });
	});

	const months = async () => {
		const answer = await fetch(`${system.url}/index.geojson`);
		const { features } = (await answer.json()) as MonthIndex;
		return features.map(({ properties }) => properties.month);
	};

	it("prints one line per request", async () => {
		await ask(system);
		await ask(system);
		const line = "POST /api/reasoning 200 n ms Miss from cloudfront";
		expect(printed.map((one) => one.replace(/\d+ ms/, "n ms"))).to.deep.equal([
			line,
			line,
		]);
	});

	it("sums the function's metrics by name", async () => {
		// The log arrives after the response.
		await log.until((line) => line.includes('"CacheHit"'));
		const answer = await fetch(`${system.url}/__local/metrics`);
		const metrics = (await answer.json()) as Record<string, Statistics>;
		for (const name of ["CacheHit", "CacheMiss", "ModelCalls"])
			expect(metrics[name], name).to.deep.equal({
				unit: "Count",
				count: 1,
				sum: 1,
				min: 1,
				max: 1,
			});
		expect(metrics.ModelLatency?.unit).to.equal("Milliseconds");
	});

	it("writes one log file per log group", () => {
		const file = join(folder, "logs/aws/lambda/dev-reasoning.log");
		const lines = readFileSync(file, "utf8").trimEnd().split("\n");
		expect(lines.map((line) => JSON.parse(line))).to.not.have.length(0);
	});

	it("serves changed files, keeps the table, and reloads browsers", async () => {
		const page = await fetch(`${system.url}/`, {
			headers: { "sec-fetch-dest": "document" },
		});
		expect(await page.text()).to.include('src="/__local/reload.js"');
		const generation = async () =>
			(await fetch(`${system.url}/__local/generation`)).text();
		const known = await generation();
		expect(await generation()).to.equal(known);

		expect(await months()).to.deep.equal(["202407"]);
		copyMonth("202410");
		evaluator = children;
		await system.reload();
		expect(await months()).to.deep.equal(["202407", "202410"]);
		expect(
			system.declarations.all("s3.BucketObjectv2").map(({ key }) => key),
		).to.include("anomalies202410.geojson");
		expect(await generation()).to.not.equal(known);
		expect(await ask(system)).to.include({ cached: true });
	});

	it("continues unchanged when the program refuses a change", async () => {
		writeFileSync(join(dataDir, "anomalies202501.geojson"), "{");
		const error = await system.reload().catch((reason) => reason);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/anomalies202501\.geojson is not JSON/);
		expect(await months()).to.deep.equal(["202407", "202410"]);
	});
});

describe("npm start", () => {
	/** Runs the command and returns its status and output. */
	const run = (...args: string[]) => runIn(root, ...args);

	async function runIn(folder: string, ...args: string[]) {
		const command = spawn(process.execPath, ["tools/start.mjs", ...args], {
			cwd: folder,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let said = "";
		for (const stream of [command.stdout, command.stderr])
			stream.on("data", (text) => {
				said += text;
			});
		const [status] = await once(command, "close");
		return { status, said };
	}

	it("prints its options with --help", async () => {
		const { status, said } = await run("--help");
		expect(status).to.equal(0);
		expect(said).to.match(/^npm start -- \[--port 8787\] .* \[--help\]\n$/);
	});

	it("names a missing package in one line", async () => {
		const folder = mkdtempSync(join(tmpdir(), "clone-"));
		for (const file of [
			"package-lock.json",
			"tools/start.mjs",
			"local/evaluate/startEvaluation.mjs",
		])
			cpSync(join(root, file), join(folder, file));
		const { status, said } = await runIn(folder);
		expect(said).to.match(
			/^npm start needs node_modules\/.* To fix it: npm ci\n$/,
		);
		expect(status).to.equal(1);
		rmSync(folder, { recursive: true });
	});

	const refusals: [args: string[], message: RegExp][] = [
		[["--port", "70000"], /^--port 70000 is not a port; .*$/],
		[["--prot", "1"], /^Unknown option '--prot'.*npm start -- .*$/],
		[["--data", "nowhere"], /^--data .*nowhere is not a folder; .*$/],
	];
	for (const [args, message] of refusals)
		it(`refuses ${args.join(" ")} in one line`, () => {
			expect(() => readArguments(project(undefined), args)).to.throw(
				UsageError,
				message,
			);
		});

	it("finds --data relative to the folder in which npm was called", () => {
		const folder = mkdtempSync(join(tmpdir(), "called-"));
		const { INIT_CWD } = process.env;
		process.env.INIT_CWD = join(folder, "..");
		try {
			const { data } = readArguments(project(undefined), [
				"--data",
				basename(folder),
			]);
			expect(data).to.equal(folder);
		} finally {
			if (INIT_CWD === undefined) delete process.env.INIT_CWD;
			else process.env.INIT_CWD = INIT_CWD;
			rmSync(folder, { recursive: true });
		}
	});

	it("exits with one line and status 1 for an unknown stack, and deletes nothing", async () => {
		const folder = mkdtempSync(join(tmpdir(), "kept-"));
		const stack = relative(join(root, ".local"), folder);
		const { status, said } = await run("--reset", "--stack", stack);
		expect(said).to.match(/^there is no stack ".*"; --stack takes .*\n$/);
		expect(status).to.equal(1);
		expect(existsSync(folder)).to.equal(true);
		rmSync(folder, { recursive: true });
	});

	it("deletes stored answers with --reset, except when it cannot start", async () => {
		const folder = mkdtempSync(join(tmpdir(), "kept-"));
		const withTable = async <T>(
			use: (table: AnswerTable) => Promise<T>,
			more: Partial<LocalOptions> = {},
		) => {
			const { awsUrl, declarations, stop } = await startSystem({
				folder,
				...more,
			});
			const client = clientOptions(awsUrl, "local");
			const tableName = declarations.one("dynamodb.Table").name;
			const result = await use(new AnswerTable({ client, tableName }));
			await stop();
			return result;
		};
		const key = keyAt(0);
		const isKept = (more?: Partial<LocalOptions>) =>
			withTable(async (table) => (await table.read([key])).has(key), more);
		await withTable((table) => table.put(key, answer(0), Date.now()));
		const broken = { reset: true, config: { dataDir: "docs" } };
		expect(await isKept(broken).catch((error) => error)).to.be.instanceOf(
			UsageError,
		);
		expect(await isKept()).to.equal(true);
		expect(await isKept({ reset: true })).to.equal(false);
		rmSync(folder, { recursive: true });
	});

	it("refuses a port in use and a folder without data in one line", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const { port } = other.address() as AddressInfo;
		const refusal = async (more: Partial<LocalOptions>) => {
			const error = await startSystem({ ...more }).catch((it) => it);
			expect(error).to.be.instanceOf(UsageError);
			return error.message;
		};
		try {
			expect(await refusal({ port })).to.equal(
				`port ${port} is in use; take another with --port`,
			);
		} finally {
			other.close();
		}
		expect(await refusal({ config: { dataDir: "docs" } })).to.match(
			/^docs is without a month, but must hold an anomaliesYYYYMM\.geojson\. To fix it: .*$/,
		);
	});
});
