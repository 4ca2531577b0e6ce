import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { actions, functionStarter } from "../tests/functions.ts";

/** Puts a statement, or none, in the place of the role's policy. */
const withStatements =
	(...Statement: object[]) =>
	({ resources }: Declarations) => {
		for (const { type, state } of resources)
			if (type === "aws:iam/rolePolicy:RolePolicy")
				state.policy = JSON.stringify({ Statement });
	};

describe("An alias", () => {
	const start = functionStarter();
	const code =
		"exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION;";
	const weigh =
		(weights: Record<string, number>) =>
		(declarations: Declarations): void => {
			Object.assign(stateOf(declarations, "live"), {
				functionVersion: "7",
				routingConfig: { additionalVersionWeights: weights },
			});
		};

	it("splits calls by its weights", async () => {
		const draws = [0, 0.09, 0.1, 0.39, 0.4, 0.99];
		const expected: [Record<string, number>, string[]][] = [
			[{ "8": 0.1, "9": 0.3 }, ["8", "8", "9", "9", "7", "7"]],
			[{ "8": 0 }, ["7", "7", "7", "7", "7", "7"]],
			[{ "8": 1 }, ["8", "8", "8", "8", "8", "8"]],
		];
		for (const [weights, versions] of expected) {
			let draw = 0;
			const called = start(code, {
				change: weigh(weights),
				random: () => draws[draw++] as number,
			});
			for (const version of versions)
				expect(await called.result()).to.equal(version);
		}
	});

	it("splits them at random by default", async () => {
		const called = start(code, { change: weigh({ "8": 0.5 }) });
		const seen = new Set<string>();
		while (seen.size < 2) seen.add(await called.result());
		expect([...seen].sort()).to.deep.equal(["7", "8"]);
	});

	it("is the only way to call a function", async () => {
		const error = await start(code)
			.invoke({}, "arn:aws:lambda:us-east-1:1:function:f")
			.catch((error) => error);
		expect(error.message).to.match(
			/^the program refers to the lambda.Alias with/,
		);
	});
});

describe("The log of a function", () => {
	const start = functionStarter();

	it("has the lines that the function writes, in the declared group", async () => {
		const logGroup = "/aws/lambda/dev-other";
		const called = start(
			'exports.handler = async () => { console.log("line"); };',
			{
				properties: { loggingConfig: { logFormat: "Text", logGroup } },
				change: withStatements({
					Effect: "Allow",
					Action: "logs:*",
					Resource: "*",
				}),
			},
		);
		await called.result();
		const lines = await called.logged(/line/);
		expect(lines).to.deep.equal(["/aws/lambda/dev-other line"]);
	});

	it("is empty when the role is not allowed to write it", async () => {
		const called = start(`console.log("started"); ${actions}`, {
			change: withStatements(),
		});
		await called.failure({ action: "fail" });
		expect(called.log.all).to.deep.equal([]);
	});
});
