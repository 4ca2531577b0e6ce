/** Tests `data ingest` with real files and threads. */
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { monthOfAnomalies } from "../../../../contract/month.ts";
import { temporaryFolders } from "../../../../local/tests/folders.ts";
import { dataCommands } from "../../../../tools/data/commands.ts";
import { cellAt } from "../../../../tools/data/ingest/cellDays.ts";
import { type Ran, runCommand } from "../../../support/command.ts";
import { liteName, writeLiteFile } from "../../../support/liteFiles.ts";
import { worldOf } from "../../../support/world.ts";

const world = worldOf({ seed: 11, years: [2022, 2023] });

/** Writes the files of the world and returns their paths. */
const writeWorld = (folder: string) =>
	Promise.all(
		world.days.map(({ date, soundings }, at) =>
			writeLiteFile(folder, liteName(2, date), soundings, {
				// Half of the files are compressed, like the product.
				...(at % 2 && { chunk: 500 }),
			}),
		),
	);

/** Returns all files of a folder by name. */
const filesIn = (folder: string) =>
	Object.fromEntries(
		readdirSync(folder)
			.filter((file) => file.endsWith(".geojson"))
			.map((file) => [file, readFileSync(join(folder, file), "utf8")]),
	);

/** Uses one thread by default, because starting threads takes most of the time. */
const ingest = (paths: string[], ...options: string[]) =>
	runCommand(dataCommands, ["ingest", ...paths, "--workers", "1", ...options]);

describe("data ingest", () => {
	const newFolder = temporaryFolders();
	/** The files of the world, which no test changes, and the months of them. */
	let paths: string[];
	let made: string;
	let first: Ran;
	let shared: string;
	before(async () => {
		shared = mkdtempSync(join(tmpdir(), "co2-anomaly-map-test-"));
		made = join(shared, "made");
		paths = await writeWorld(shared);
		first = await ingest(paths, "--out", made, "--workers", "2");
	});
	after(() => rmSync(shared, { recursive: true }));

	it("makes the same months for any file order and number of threads", async () => {
		const { status, out } = first;
		expect(status).to.equal(0);
		expect(out).to.match(
			/^6 files read with \d+ good soundings, 0 known, 0 skipped/,
		);
		const months = filesIn(made);
		expect(Object.keys(months)).to.deep.equal([
			"anomalies202206.geojson",
			"anomalies202306.geojson",
		]);
		const { features, method } = monthOfAnomalies().parse(
			JSON.parse(months["anomalies202306.geojson"] ?? ""),
		);
		const found = features.map(({ geometry: { coordinates } }) =>
			cellAt(coordinates[1], coordinates[0], 1),
		);
		expect(found.sort()).to.deep.equal([...world.planted].sort());
		expect(method).to.include({ doi: "10.5067/TEST/OCO", licence: "CC0-1.0" });
		const second = join(newFolder(), "second");
		await ingest(paths.toReversed(), "--out", second);
		expect(filesIn(second)).to.deep.equal(months);
	});

	it("reports unusable files, continues, and exits with a non-zero status", async () => {
		const folder = newFolder();
		const [first = "", second = "", third = ""] = paths;
		const [day] = world.days;
		const other = join(folder, "other");
		mkdirSync(other);
		const wrong = {
			cutOff: join(other, liteName(3, "2023-06-01")),
			empty: join(other, liteName(3, "2023-06-02")),
			text: join(other, liteName(3, "2023-06-03")),
			copy: join(other, liteName(2, "2022-06-01")),
			name: join(other, "soundings.nc4"),
			none: join(other, liteName(3, "2023-06-04")),
			noFolder: join(other, "none"),
			...(day && {
				otherDay: await writeLiteFile(
					other,
					liteName(3, "2023-06-05"),
					day.soundings,
					{ time: 0 },
				),
				foreign: await writeLiteFile(
					other,
					liteName(3, "2023-06-06"),
					day.soundings,
					{ without: ["xco2_quality_flag"] },
				),
			}),
		};
		copyFileSync(first, wrong.cutOff);
		truncateSync(wrong.cutOff, 20_000);
		writeFileSync(wrong.empty, "");
		writeFileSync(wrong.text, "<html>Earthdata Login</html>".repeat(100));
		copyFileSync(first, wrong.copy);
		copyFileSync(first, wrong.name);
		const out = join(folder, "out");
		const ran = await ingest(
			[...Object.values(wrong), first, second, third],
			"--out",
			out,
			"--json",
		);
		expect(ran.status).to.equal(1);
		const { read, skipped } = JSON.parse(ran.out);
		expect(read).to.equal(3);
		const reasons = Object.fromEntries(
			skipped.map(({ file, reason }: { file: string; reason: string }) => [
				file,
				reason,
			]),
		);
		expect(reasons[wrong.cutOff]).to.match(
			/no whole NetCDF-4 file; fetch it again/,
		);
		expect(reasons[wrong.empty]).to.match(/no whole NetCDF-4 file/);
		expect(reasons[wrong.text]).to.match(/no whole NetCDF-4 file/);
		expect(reasons[wrong.name]).to.match(/is not named as a Lite file/);
		expect(reasons[wrong.none]).to.equal("is not there");
		expect(reasons[wrong.noFolder]).to.equal("is not there");
		expect(reasons[wrong.otherDay ?? ""]).to.match(/soundings of another day/);
		expect(reasons[wrong.foreign ?? ""]).to.match(
			/has no variable xco2_quality_flag/,
		);
		// Only one of two files with the same day and name is used. Either is correct.
		expect(
			[reasons[first], reasons[wrong.copy]].filter(Boolean),
		).to.have.length(1);
		expect(Object.keys(reasons)).to.have.length(9);
		expect(ran.log).to.include(`Skipped: ${wrong.text} is no whole`);
		expect(Object.keys(filesIn(out))).to.deep.equal([
			"anomalies202206.geojson",
		]);
	});

	it("continues where it was stopped and reads no file twice", async () => {
		const folder = newFolder();
		for (const path of paths) copyFileSync(path, join(folder, basename(path)));
		const out = join(folder, "out");
		const stop = new AbortController();
		const stopped = await runCommand(
			dataCommands,
			["ingest", folder, "--out", out, "--workers", "1"],
			{
				signal: stop.signal,
				onLog: (line) => line.includes("1 of 6") && stop.abort(),
			},
		);
		expect(stopped.status).to.equal(130);
		expect(stopped.log).to.match(/nothing is left incomplete\.$/);
		expect(filesIn(out)).to.deep.equal({});
		expect(
			readdirSync(join(out, ".ingest")).filter((file) =>
				file.includes("unfinished"),
			),
		).to.deep.equal([]);
		// Another number of threads continues with the same bytes.
		const resumed = await ingest([folder], "--out", out, "--workers", "2");
		const [, read, known] =
			/^(\d) files read .* (\d) known/.exec(resumed.out) ?? [];
		expect(Number(known)).to.be.at.least(1);
		expect(Number(read) + Number(known)).to.equal(6);
		expect(filesIn(out)).to.deep.equal(filesIn(made));
		// The next run no longer needs the files themselves.
		const [, ...others] = paths.map((path) => join(folder, basename(path)));
		for (const path of others) rmSync(path);
		const again = await ingest([folder], "--out", out);
		expect(again.out).to.match(/^0 files read .* 1 known/);
		expect(again.out).to.match(/unchanged/);
	});

	it("uses the newer of two files of a day, in any order of runs", async () => {
		const folder = newFolder();
		const [day] = world.days;
		if (!day) throw new Error("a world without days");
		const older = await writeLiteFile(
			folder,
			liteName(2, day.date),
			day.soundings,
		);
		const newer = await writeLiteFile(
			folder,
			liteName(2, day.date).replace("_2409", "_2509"),
			day.soundings,
		);
		const state = join(folder, "state");
		const run = (path: string) =>
			ingest([path], "--out", join(folder, "out"), "--state", state);
		await run(older);
		await run(newer);
		const kept = readdirSync(state).filter((file) => file.endsWith(".cells"));
		expect(kept).to.deep.equal([`${basename(newer)}.cells`]);
		const { status, log } = await run(older);
		expect(status).to.equal(1);
		expect(log).to.match(/is a duplicate: .*_2509.* is used/);
	});

	it("refuses invalid or inconsistent options in one line", async () => {
		const folder = newFolder();
		const out = join(folder, "out");
		const none = await ingest([folder], "--out", out);
		expect(none.status).to.equal(1);
		expect(none.log).to.match(/has no Lite files; give files named as oco3_/);
		for (const [options, line] of [
			[
				["--cell", "2"],
				/was made with .*"cell":1,.* give the same options, or another folder with --state/,
			],
			[["--low", "5"], /--low 5, --medium 4 and --high 6 must not fall/],
			[["--cell", "7"], /It must be a part of 180 degrees/],
			[
				["--reference", "2022-2019"],
				/It must be before, others, or years as 2019-2022/,
			],
		] as const) {
			const { status, log } = await ingest(paths, "--out", made, ...options);
			expect(status).to.equal(1);
			expect(log).to.match(line);
			expect(log.split("\n")).to.have.length(1);
		}
	});

	it("writes nothing in a dry run", async () => {
		const folder = newFolder();
		const out = join(folder, "out");
		const { out: log } = await ingest(
			paths.slice(0, 1),
			"--out",
			out,
			"--dry-run",
		);
		expect(log).to.match(/^1 files would be read/);
		expect(readdirSync(folder)).not.to.include("out");
	});
});
