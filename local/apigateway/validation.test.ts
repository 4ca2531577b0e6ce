import { expect } from "chai";
import { stateOf } from "../../tests/support/declared.ts";
import { question } from "../../tests/support/functionHarness.ts";
import { atStage, Stage } from "../../tests/support/stage.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";

const json = { "content-type": "application/json" };

describe("A body", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start();
	});
	after(() => stage.stop());

	/** Whether a body reaches the function, as it is. */
	async function passes(
		body: string,
		headers: Record<string, string> = json,
		at = stage,
	): Promise<boolean> {
		const { status, json } = await at.post(body, headers);
		if (status === 200) expect(json.body).to.equal(body);
		else expect(status).to.equal(400);
		return status === 200;
	}

	const changed = (change: object) =>
		JSON.stringify({ ...question, ...change });

	it("that fits the declared model reaches the function as it came", async () => {
		expect(await passes(JSON.stringify(question, null, 1))).to.equal(true);
	});

	for (const [what, body] of [
		["is empty", ""],
		["is no JSON", "{"],
		["is no object", "[1]"],
		["lacks a field", changed({ zscore: undefined })],
		["has a field that nobody knows", changed({ z: 1 })],
		["has text for a number", changed({ co2: "421" })],
		["has null for text", changed({ date: null })],
		["is too far north", changed({ lat: 90.5 })],
		["is too far west", changed({ lon: -181 })],
		["has no day", changed({ date: "a day" })],
		["has an unknown severity", changed({ severity: "worse" })],
	] as const)
		it(`that ${what} is refused`, async () => {
			expect(await passes(body)).to.equal(false);
		});

	it("is held against the model of its content type alone", async () => {
		for (const type of [
			"application/json",
			"application/json; charset=utf-8",
			"Application/JSON",
		])
			expect(await passes("{", { "content-type": type }), type).to.equal(false);
		for (const type of ["text/plain", "application/json5", "application/xml"])
			expect(await passes("{", { "content-type": type }), type).to.equal(true);
	});

	it("without a content type counts as JSON", async () => {
		const answer = await fetch(`${stage.url}/reasoning`, {
			method: "POST",
			headers: { "x-api-key": stage.key },
			// A body of bytes has no type.
			body: Uint8Array.of(123),
		});
		expect(answer.status).to.equal(400);
	});

	it("is held against what is declared: another model, another verdict", async () => {
		const passesWith = (lat: object) => {
			const change = (declarations: Declarations) => {
				const schema = JSON.stringify({ properties: { lat } });
				stateOf(declarations, "api-question").schema = schema;
			};
			return atStage({ change }, (at) => passes('{"lat":91}', json, at));
		};
		expect(await passesWith({})).to.equal(true);
		expect(await passesWith({ maximum: 91 })).to.equal(true);
		// As draft 4 has it.
		expect(await passesWith({ maximum: 91, exclusiveMaximum: true })).to.equal(
			false,
		);
	});

	it("is not looked at where no validator is declared, or one that does not look at it", async () => {
		for (const change of [
			(declarations: Declarations) => {
				delete stateOf(declarations, "api-reasoning-method").requestValidatorId;
			},
			(declarations: Declarations) => {
				stateOf(declarations, "api-validator").validateRequestBody = false;
			},
		])
			await atStage({ change }, async (stage) => {
				expect(await passes("{", json, stage)).to.equal(true);
			});
	});

	for (const [problem, change] of [
		[
			/the model Question of a method is no JSON Schema of draft 4: .*type/,
			(declarations: Declarations) => {
				stateOf(declarations, "api-question").schema = '{"type":"none"}';
			},
		],
		[
			/the model Other of a method is no JSON Schema/,
			(declarations: Declarations) => {
				stateOf(declarations, "api-reasoning-method").requestModels = {
					"application/json": "Other",
				};
			},
		],
		[
			/looks at method\.request\.querystring\.a; local\/ looks at bodies/,
			(declarations: Declarations) => {
				stateOf(declarations, "api-reasoning-method").requestParameters = {
					"method.request.querystring.a": true,
				};
			},
		],
	] as const)
		it(`cannot be held against what is no model: ${problem.source}`, async () => {
			const error = await Stage.start({ change }).catch((error) => error);
			expect(error).to.be.instanceOf(UsageError);
			expect(error.message).to.match(problem);
		});
});
