import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { arnParts } from "../../components/arn.ts";

async function resolved(arn: string | undefined) {
	const { region, account } = arnParts(pulumi.output(arn));
	return new Promise((done) =>
		pulumi.all({ region, account }).apply((parts) => done(parts)),
	);
}

describe("arnParts", () => {
	it("reads region and account", async () => {
		expect(
			await resolved("arn:aws:dynamodb:eu-west-1:123456789012:table/a:b"),
		).to.deep.equal({ region: "eu-west-1", account: "123456789012" });
	});

	it("is empty for a resource that an update with --target excludes", async () => {
		expect(await resolved(undefined)).to.deep.equal({
			region: "",
			account: "",
		});
	});
});
