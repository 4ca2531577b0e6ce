import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { item } from "../tests/fixtureApi.ts";
import { atStage, Stage } from "../tests/stage.ts";

const json = { "content-type": "application/json" };

describe("A body", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start();
	});
	after(() => stage.stop());

	/** Whether a body reaches the function unchanged. */
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

	const changed = (change: object) => JSON.stringify({ ...item, ...change });

	it("that is valid by the declared model reaches the function unchanged", async () => {
		expect(await passes(JSON.stringify(item, null, 1))).to.equal(true);
	});

	for (const [what, body] of [
		["is empty", ""],
		["is no JSON", "{"],
		["is no object", "[1]"],
		["lacks a field", changed({ size: undefined })],
		["has a field that nobody knows", changed({ z: 1 })],
		["has text for a number", changed({ price: "9" })],
		["has null for text", changed({ name: null })],
		["has too great a number", changed({ price: 100.5 })],
		["has a text of another form", changed({ name: "A chair" })],
		["has none of the values", changed({ size: "huge" })],
	] as const)
		it(`that ${what} is refused`, async () => {
			expect(await passes(body)).to.equal(false);
		});

	it("is checked by the model of its content type", async () => {
		for (const type of [
			"application/json",
			"application/json; charset=utf-8",
			"Application/JSON",
		])
			expect(await passes("{", { "content-type": type }), type).to.equal(false);
		for (const type of ["text/plain", "application/json5", "application/xml"])
			expect(await passes("{", { "content-type": type }), type).to.equal(true);
	});

	it("without a content type is checked as JSON", async () => {
		const answer = await fetch(`${stage.url}/items`, {
			method: "POST",
			headers: { "x-api-key": stage.key },
			// fetch sends no content type for bytes.
			body: Uint8Array.of(123),
		});
		expect(answer.status).to.equal(400);
	});

	it("is checked by the declared model", async () => {
		const passesWith = (lat: object) => {
			const change = (declarations: Declarations) => {
				const schema = JSON.stringify({ properties: { lat } });
				stateOf(declarations, "model").schema = schema;
			};
			return atStage({ change }, (at) => passes('{"lat":91}', json, at));
		};
		expect(await passesWith({})).to.equal(true);
		expect(await passesWith({ maximum: 91 })).to.equal(true);
		// A boolean, as in draft 4.
		expect(await passesWith({ maximum: 91, exclusiveMaximum: true })).to.equal(
			false,
		);
	});

	it("is not checked without a declared validator of bodies", async () => {
		for (const change of [
			(declarations: Declarations) => {
				delete stateOf(declarations, "items-method").requestValidatorId;
			},
			(declarations: Declarations) => {
				stateOf(declarations, "validator").validateRequestBody = false;
			},
		])
			await atStage({ change }, async (stage) => {
				expect(await passes("{", json, stage)).to.equal(true);
			});
	});

	for (const [problem, change] of [
		[
			/the model Item of a method is not a JSON Schema of draft 4: .*type/,
			(declarations: Declarations) => {
				stateOf(declarations, "model").schema = '{"type":"none"}';
			},
		],
		[
			/refers to the apigateway\.Model with \{"name":"Other"\}/,
			(declarations: Declarations) => {
				stateOf(declarations, "items-method").requestModels = {
					"application/json": "Other",
				};
			},
		],
		[
			/checks method\.request\.querystring\.a; local\/ checks bodies/,
			(declarations: Declarations) => {
				stateOf(declarations, "validator").validateRequestParameters = true;
				stateOf(declarations, "items-method").requestParameters = {
					"method.request.querystring.a": true,
				};
			},
		],
	] as const)
		it(`cannot have an invalid model: ${problem.source}`, async () => {
			const error = await Stage.start({ change }).catch((error) => error);
			expect(error).to.be.instanceOf(UsageError);
			expect(error.message).to.match(problem);
		});
});
