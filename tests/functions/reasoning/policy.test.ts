import { expect } from "chai";
import { actionsUsed, Harness } from "../../support/functionHarness.ts";
import { program } from "../../support/program.ts";

interface Statement {
	Action: string[];
}

// After all tests of the function: what they needed is what it may, no less and no more.
after(async function () {
	const runsAll = this.test?.parent?.total() ?? 0;
	if (runsAll < 100) return;
	const { policy } = (await program()).inputs("lambda-policy");
	const { Statement } = policy as { Statement: Statement[] };
	const allowed = Statement.flatMap(({ Action }) => Action);
	expect([...actionsUsed].sort(), "actions used").to.deep.equal(allowed.sort());
});

describe("The declared policy", () => {
	it("allows all that a question needs, on the declared resources alone", async () => {
		const harness = await Harness.start();
		try {
			harness.sampled = true;
			await harness.ask();
			const denied = harness.awsCalls.filter(({ allowed }) => !allowed);
			expect(denied).to.deep.equal([]);
			const resources = new Set(
				harness.awsCalls.map(({ resource }) => resource),
			);
			const dev = await program();
			expect([...resources]).to.include.members([
				dev.one("storage-cache").state.arn,
				dev.one("base-gemini-key").state.arn,
				dev.one("base-gemini-model").state.arn,
				`${dev.one("storage-data").state.arn}/anomalies202407.geojson`,
			]);
		} finally {
			await harness.stop();
		}
	});
});
