/** Tests `cache stats` and `cache forget` against the embedded table. */
import { expect } from "chai";
import {
	failureItem,
	leaseItem,
} from "../../../functions/reasoning/adapters/items.ts";
import { cacheCommands } from "../../../tools/cache/commands.ts";
import { answer, keyAt, stackOfEachTest } from "../../support/answerTable.ts";
import { runCommand } from "../../support/command.ts";

describe("cache stats", () => {
	const { stack } = stackOfEachTest();

	it("counts answers by month and model, failures and cost", async () => {
		await stack().put(
			answer(0),
			answer(1, { model: "gemini-9", cachedAt: "2025-12-01T00:00:00.000Z" }),
			answer(2, { expires: 1 }),
		);
		await stack().putItem(
			failureItem("f", {
				code: "model_refused",
				reason: "blocked",
				until: 1,
				refusals: 1,
			}),
		);
		await stack().putItem(leaseItem("l", { owner: "a", until: 1 }, undefined));
		const { out } = await stack().run("stats --json");
		const { bytes, ...counted } = JSON.parse(out);
		expect(bytes).to.be.above(500);
		expect(counted).to.deep.equal({
			answers: 2,
			expired: 1,
			failures: 1,
			leases: 1,
			byMonth: { "2024-07": 3 },
			byModel: { "gemini-3.5-flash-lite": 2, "gemini-9": 1 },
			oldest: "2025-12-01T00:00:00.000Z",
			cost: "about 0.00 USD at list prices, without gemini-9 of unknown price",
		});
		expect((await stack().run("stats")).out).to.match(
			/^Answers +2, and 1 expired/,
		);
	});

	it("reports in one line that no stack is named or served", async () => {
		const none = await runCommand(cacheCommands, "stats");
		expect(none.log).to.match(/give --stack dev, or --local/);
		const gone = await runCommand(
			cacheCommands,
			"stats --local http://127.0.0.1:1",
		);
		expect([none.status, gone.status]).to.deep.equal([1, 1]);
		expect(gone.log).to.match(
			/run npm start, and give its address with --local/,
		);
	});
});

describe("cache forget", () => {
	const { stack } = stackOfEachTest();
	const left = async () =>
		(await stack().items()).map((item) => item.cache_key?.S);

	it("deletes the selected answers after a confirmation", async () => {
		await stack().put(answer(0), answer(1), answer(2, { model: "gemini-9" }));
		const [lat, lon] = [
			answer(0).observation.lat.toFixed(3),
			answer(0).observation.lon.toFixed(3),
		];
		const no = await stack().run(`forget --place ${lat},${lon}`);
		expect(no.questions).to.deep.equal([
			"Forget 1 answers? Each costs a model call when it is asked for again.",
		]);
		expect(no.out).to.equal("0 of 1 answers forgotten");
		expect(await left()).to.have.length(3);
		await stack().run(`forget --place ${lat},${lon}`, { yes: true });
		expect(await left()).to.have.members([keyAt(1), keyAt(2)]);
		await stack().run("forget --model gemini-9 --yes");
		expect(await left()).to.deep.equal([keyAt(1)]);
		expect((await stack().run("forget --month 2024-08 --yes")).out).to.equal(
			"0 of 0 answers forgotten",
		);
		expect(
			(await stack().run("forget --month 2024-07 --yes --dry-run")).out,
		).to.equal("1 answers would be forgotten");
		expect(await left()).to.deep.equal([keyAt(1)]);
		await stack().run("forget --month 2024-07 --yes");
		expect(await left()).to.deep.equal([]);
	});

	it("requires a selection", async () => {
		await stack().put(answer(0));
		const { status, log } = await stack().run("forget --yes");
		expect(status).to.equal(1);
		expect(log).to.match(/give --place, --month or --model/);
		expect(await left()).to.have.length(1);
		expect((await stack().run("forget --place 95,0 --yes")).log).to.match(
			/It must be a latitude and a longitude/,
		);
	});
});
