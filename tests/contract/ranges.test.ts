import { expect } from "chai";
import { questionModel } from "../../contract/request.ts";

/** The range of DynamoDB's numbers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const mostOfTable = 9.9e125;

describe("Every number of a question", () => {
	const { properties = {} } = questionModel();
	for (const [name, schema] of Object.entries(properties)) {
		const { type, minimum, maximum } = schema as Record<string, unknown>;
		if (type !== "number") continue;
		it(`has a range in the API's model that the table can hold: ${name}`, () => {
			expect(minimum).to.be.within(-mostOfTable, 0);
			expect(maximum).to.be.within(0, mostOfTable);
		});
	}
});
