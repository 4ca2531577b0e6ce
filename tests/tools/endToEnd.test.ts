/** Uses the tools against the local stack of `npm start`: from satellite files to a cached answer. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { MonthIndex } from "../../contract/month.ts";
import { monthOfAnomalies } from "../../contract/month.ts";
import { observationOf, questionAbout } from "../../contract/observation.ts";
import type { Running } from "../../local/cli/start.ts";
import { fill, temporaryFolders } from "../../local/tests/folders.ts";
import { cacheCommands } from "../../tools/cache/commands.ts";
import type { Commands } from "../../tools/cli/run.ts";
import { dataCommands } from "../../tools/data/commands.ts";
import { type RunOptions, runCommand } from "../support/command.ts";
import { liteName, writeLiteFile } from "../support/liteFiles.ts";
import { startLocalStack } from "../support/localStack.ts";
import { startSystem } from "../support/startSystem.ts";
import { worldOf } from "../support/world.ts";

describe("The tools, from satellite files to a cache hit", () => {
	const newFolder = temporaryFolders();
	let system: Running;

	/** The folder of the data that outlives the local stack. */
	const local = mkdtempSync(join(tmpdir(), "co2-anomaly-map-test-"));
	const startAgain = async (reset: boolean) => {
		system = await startSystem({
			config: { dataDir: "" },
			folder: local,
			reset,
		});
	};
	before(() => startAgain(false));
	after(async () => {
		await system.stop();
		rmSync(local, { recursive: true });
	});

	const run = async (
		commands: Commands,
		line: string,
		options: RunOptions = {},
	) => {
		const ran = await runCommand(
			commands,
			`${line} --local ${system.url}`,
			options,
		);
		expect(ran.status, ran.log).to.equal(0);
		return ran;
	};
	const months = async () => {
		const index: MonthIndex = await (
			await fetch(`${system.url}/index.geojson`)
		).json();
		return index.features.map(({ properties }) => properties.month);
	};
	const featuresOf = async (month: string) => {
		const answer = await fetch(`${system.url}/anomalies${month}.geojson`);
		return monthOfAnomalies().parse(await answer.json()).features;
	};

	it("upload only changed months, and the page shows them immediately", async () => {
		const folder = newFolder();
		const out = join(folder, "out");
		await runCommand(dataCommands, `sample 2024-07 2024-08 --out ${out}`);
		// Nothing is published before the upload.
		expect((await fetch(`${system.url}/index.geojson`)).status).to.equal(404);
		await run(dataCommands, `upload ${out}`);
		expect(await months()).to.deep.equal(["202407", "202408"]);
		const before = (await featuresOf("202407")).length;
		const same = await run(dataCommands, `upload ${out}`);
		expect(same.out).to.equal("0 objects uploaded, 7 unchanged, 0 deleted");

		// Uploading a folder with one changed month leaves the other month unchanged.
		const { features, ...others } = JSON.parse(
			readFileSync(join(out, "anomalies202407.geojson"), "utf8"),
		);
		const changed = join(folder, "changed");
		fill(changed, {
			"anomalies202407.geojson": JSON.stringify({
				...others,
				features: features.slice(1),
			}),
		});
		const dry = await run(dataCommands, `upload ${changed} --dry-run`);
		expect(dry.out).to.match(/4 objects would be uploaded, 0 unchanged/);
		expect((await featuresOf("202407")).length).to.equal(before);
		const one = await run(dataCommands, `upload ${changed} --json`);
		expect(JSON.parse(one.out).uploaded).to.have.length(4);
		expect((await featuresOf("202407")).length).to.equal(before - 1);
		expect(await months()).to.deep.equal(["202407", "202408"]);

		// With --prune, it deletes the months that the folder does not have.
		const pruned = await run(dataCommands, `upload ${changed} --prune`);
		expect(pruned.out).to.match(/anomalies202408\.geojson\.br deleted/);
		expect(await months()).to.deep.equal(["202407"]);
		expect(
			(await fetch(`${system.url}/anomalies202408.geojson`)).status,
		).to.equal(404);
		// Uploaded months stay when the program runs again, as pulumi up does.
		await system.reload();
		expect(await months()).to.deep.equal(["202407"]);
		expect(readdirSync(out)).to.have.length(2);
	});

	it("make and publish months, then warm, export and restore the answers", async () => {
		const folder = newFolder();
		const out = join(folder, "out");
		const { days, planted } = worldOf({
			seed: 11,
			years: [2022, 2023],
			anomalies: 2,
		});
		for (const { date, soundings } of days)
			await writeLiteFile(folder, liteName(3, date), soundings);
		const ingested = await runCommand(dataCommands, [
			"ingest",
			folder,
			"--out",
			out,
			"--workers",
			"1",
		]);
		expect(ingested.status, ingested.log).to.equal(0);
		const first = await run(dataCommands, `upload ${out} --prune`);
		expect(first.out).to.match(/^index\.geojson uploaded$/m);
		expect(first.out).to.match(/7 objects uploaded, 0 unchanged, 3 deleted$/);
		expect(await months()).to.deep.equal(["202206", "202306"]);
		const features = await featuresOf("202306");
		expect(features).to.have.length(planted.size);
		const packed = await fetch(`${system.url}/anomalies202306.geojson`);
		expect(packed.headers.get("content-encoding")).to.equal("gzip");
		expect(packed.headers.get("content-type")).to.equal("application/geo+json");
		expect(packed.headers.get("cache-control")).to.match(/max-age=3600/);

		// Each question is asked once, after the cost is printed.
		const warmed = await run(cacheCommands, "warm --month 2023-06 --rate 50", {
			yes: true,
		});
		expect(warmed.questions).to.deep.equal(["Ask for them?"]);
		expect(warmed.log).to.match(
			new RegExp(
				`^${planted.size} observations without an answer, 0 with one: about 0\\.00 USD`,
			),
		);
		expect(warmed.out).to.equal(
			`${planted.size} of ${planted.size} questions answered`,
		);
		const again = await run(cacheCommands, "warm --month 2023-06 --yes");
		expect(again.out).to.match(
			new RegExp(`^0 observations without an answer, ${planted.size} with one`),
		);

		const answers = join(folder, "answers.jsonl");
		await run(cacheCommands, `export ${answers}`);
		expect(readFileSync(answers, "utf8").trim().split("\n")).to.have.length(
			planted.size,
		);

		// Forget all answers, then import them again.
		await system.stop();
		await startAgain(true);
		await run(dataCommands, `upload ${out}`);
		await run(cacheCommands, `import ${answers}`);
		const [feature] = features;
		if (!feature) throw new Error("no anomaly was found");
		const answer = await fetch(`${system.url}/api/reasoning`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(questionAbout(observationOf(feature))),
		});
		expect(answer.status).to.equal(200);
		expect(await answer.json()).to.include({ cached: true });
	});

	it("refuse to upload to a stack that publishes its own months", async () => {
		const folder = newFolder();
		const stack = await startLocalStack({ dataDir: "site/data" });
		try {
			await runCommand(dataCommands, `sample 2024-08 --out ${folder}`);
			const { status, log } = await runCommand(
				dataCommands,
				`upload ${folder} --local ${stack.address}`,
			);
			expect(status).to.equal(1);
			expect(log).to.match(
				/publishes the months of site\/data in this stack; to upload in its place: npx pulumi config set dataDir ""/,
			);
		} finally {
			await stack.stop();
		}
	});
});
