import { expect } from "chai";
import { add, type State, stateOf } from "../../tests/support/declared.ts";
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

	it("of any other type is held against the model for $default, if there is one", async () => {
		const change = (declarations: Declarations) => {
			stateOf(declarations, "api-reasoning-method").requestModels = {
				"text/csv": "Text",
				$default: "Question",
			};
			const { restApi } = stateOf(declarations, "api-stage");
			const schema = '{"type":"string","minLength":2,"maxLength":3}';
			add(declarations, "aws:apigateway/model:Model", "text", {
				restApi,
				name: "Text",
				contentType: "text/csv",
				schema,
			});
		};
		await atStage({ change }, async (stage) => {
			const csv = { "content-type": "text/csv" };
			expect(await passes('"ab"', csv, stage)).to.equal(true);
			expect(await passes('"a"', csv, stage)).to.equal(false);
			expect(await passes("{}", json, stage)).to.equal(false);
		});
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
			/the model Question is no JSON Schema of draft 4: .*type/,
			(declarations: Declarations) => {
				stateOf(declarations, "api-question").schema = '{"type":"none"}';
			},
		],
		[
			/application\/json as the model Other, which is not declared/,
			(declarations: Declarations) => {
				stateOf(declarations, "api-reasoning-method").requestModels = {
					"application/json": "Other",
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

describe("A required parameter", () => {
	const require =
		(validate: boolean, parameters: State) => (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "api-validator"), {
				validateRequestParameters: validate,
			});
			Object.assign(stateOf(declarations, "api-health-method"), {
				requestValidatorId: stateOf(declarations, "api-validator").id,
				requestParameters: parameters,
			});
			stateOf(declarations, "api-health").pathPart = "{name}";
			stateOf(declarations, "api-health-permission").sourceArn = "*";
			Object.assign(stateOf(declarations, "api-response-default-4xx"), {
				responseTemplates: {
					"application/json":
						'{"type":"$context.error.responseType","message":$context.error.messageString}',
				},
			});
		};
	const parameters = {
		"method.request.querystring.q": true,
		"method.request.header.X-Wanted": true,
		"method.request.path.name": true,
		"method.request.querystring.optional": false,
	};

	it("must be there, and not blank", async () => {
		await atStage({ change: require(true, parameters) }, async (stage) => {
			const ask = (query: string, wanted?: string) =>
				stage.send(`/health${query}`, {
					headers: { ...(wanted !== undefined && { "x-wanted": wanted }) },
				});
			expect((await ask("?q=1", "yes")).status).to.equal(200);
			const { status, json } = await ask("");
			expect(status).to.equal(400);
			expect(json).to.deep.equal({
				type: "BAD_REQUEST_PARAMETERS",
				message: "Missing required request parameters: [q, X-Wanted]",
			});
			expect((await ask("?q=%20", "yes")).json.message).to.match(/\[q\]/);
			expect((await ask("?q=1", " ")).json.message).to.match(/\[X-Wanted\]/);
		});
		const other = { "method.request.path.other": true };
		await atStage({ change: require(true, other) }, async (stage) => {
			expect((await stage.send("/health")).json.message).to.match(/\[other\]/);
		});
	});

	it("is not looked for where the validator does not", async () => {
		await atStage({ change: require(false, parameters) }, async (stage) => {
			expect((await stage.send("/health")).status).to.equal(200);
		});
	});
});
