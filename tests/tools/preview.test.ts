import { expect } from "chai";
import { commentOf } from "../../tools/preview/comment.ts";

const changed = `Previewing update (dev):
  + aws:s3/bucket:Bucket: (create)
Resources:
    + 2 to create
    ~ 1 to update
    +-1 to replace
    137 unchanged
`;

describe("The comment of a preview", () => {
	it("has one line of counts per stack, and the details below it", () => {
		const comment = commentOf([
			{ stack: "dev", succeeded: true, text: changed },
			{
				stack: "prod",
				succeeded: true,
				text: "Resources:\n    157 unchanged\n",
			},
		]);
		expect(comment.match(/^### .*$/gm)).to.deep.equal([
			"### dev: + 2 to create, ~ 1 to update, +-1 to replace",
			"### prod: no changes",
		]);
		expect(comment).to.include("(create)");
	});

	it("reports a failed preview with the output of the CLI", () => {
		const comment = commentOf([
			{ stack: "dev", succeeded: false, text: "error: geminiKey is not set" },
		]);
		expect(comment).to.include("### dev: **the preview failed**");
		expect(comment).to.include("geminiKey is not set");
	});

	it("fits into a comment, keeps the start and end of the preview, and stays in its code fence", () => {
		const text = `first\n${"`````\n".repeat(30_000)}last`;
		const preview = { succeeded: true, text };
		const comment = commentOf([
			{ stack: "dev", ...preview },
			{ stack: "prod", ...preview },
		]);
		expect(comment.length).to.be.below(65_536);
		expect(comment).to.match(/``````text\nfirst\n/);
		expect(comment.match(/last\n``````\n/g)).to.have.length(2);
	});
});
