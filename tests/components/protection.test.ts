import { expect } from "chai";
import { bucketNames } from "../support/expectations.ts";
import { type Program, program } from "../support/program.ts";

const namesOf = (
	{ resources }: Program,
	option: "protect" | "retainOnDelete",
	component: string,
) =>
	resources
		.filter(
			({ options, name }) => options[option] && name.startsWith(component),
		)
		.map(({ name }) => name)
		.sort();

describe("protectData", () => {
	it("protects the resources that cannot be created again, in every component", async () => {
		expect(namesOf(await program("prod"), "protect", "")).to.have.members([
			"base-gemini-key",
			"observability-trail",
			...bucketNames("observability-trail-record"),
			"observability-trail-record-policy",
			"storage-backups",
			"storage-cache",
			"storage-data",
			"storage-data-encryption",
			"storage-data-lifecycle",
			"storage-data-logging",
			"storage-data-ownership",
			"storage-data-public-access",
			"storage-data-versioning",
		]);
	});

	it("keeps months in the bucket that leave the program, also by a wrong dataDir", async () => {
		const prod = await program("prod");
		const months = ["202407", "202410", "202501"].flatMap((month) =>
			["", ".br", ".gz"].map((suffix) => `anomalies${month}.geojson${suffix}`),
		);
		expect(namesOf(prod, "retainOnDelete", "storage")).to.deep.equal(
			[...months, "index.geojson"].map((key) => `storage-${key}`),
		);
		// With protection, nobody could remove a month on purpose.
		expect(prod.one("storage-index.geojson").options.protect).to.equal(false);
	});

	it("deletes everything with an unprotected stack", async () => {
		const dev = await program("dev", { auditTrail: "true" });
		expect(namesOf(dev, "protect", "")).to.deep.equal([]);
		expect(namesOf(dev, "retainOnDelete", "storage")).to.deep.equal([]);
		for (const name of ["storage-data", "storage-backups"].concat(
			"observability-trail-record",
		))
			expect(dev.inputs(name).forceDestroy, name).to.equal(true);
	});
});
