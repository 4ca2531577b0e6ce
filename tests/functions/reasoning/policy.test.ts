import { expect } from "chai";
import { Harness } from "../../support/functionHarness.ts";
import { program } from "../../support/program.ts";

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
