import { expect } from "chai";
import { add, type State, stateOf } from "../../tests/support/declared.ts";
import { question } from "../../tests/support/functionHarness.ts";
import { atStage, Stage } from "../../tests/support/stage.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";

/** Tells in the body what is wrong with a request's. */
function tellWhy(declarations: Declarations): void {
	Object.assign(stateOf(declarations, "api-response-bad-request-body"), {
		responseTemplates: {
			"application/json":
				'{"why":"$context.error.validationErrorString","what":$context.error.messageString}',
		},
	});
}

const json = { "content-type": "application/json" };

describe("A body", () => {
	let stage: Stage;
	before(async () => {
		stage = await Stage.start({ change: tellWhy });
	});
	after(() => stage.stop());

	/** What is wrong with a body; undefined if it reaches the function. */
	async function wrong(
		body: string,
		headers: Record<string, string> = json,
		at = stage,
	): Promise<unknown> {
		const { status, json } = await at.post(body, headers);
		if (status === 200) {
			expect(json.body).to.equal(body);
			return undefined;
		}
		expect(status).to.equal(400);
		expect(json.what).to.equal("Invalid request body");
		return json.why;
	}

	const changed = (change: object) =>
		JSON.stringify({ ...question, ...change });

	it("that fits the declared model reaches the function as it came", async () => {
		expect(await wrong(JSON.stringify(question, null, 1))).to.equal(undefined);
	});

	const faults: [string, string, string][] = [
		["is empty", "", "[Unknown error parsing request body]"],
		["is no JSON", "{", "[Unknown error parsing request body]"],
		[
			"is no object",
			"[1]",
			'[instance type (array) does not match any allowed primitive type (allowed: ["object"])]',
		],
		[
			"lacks some fields",
			changed({ zscore: undefined, co2: undefined }),
			'[object has missing required properties (["co2","zscore"])]',
		],
		[
			"has fields that nobody knows",
			changed({ z: 1, a: 2 }),
			'[object instance has properties which are not allowed by the schema: ["a","z"]]',
		],
		[
			"has text for a number",
			changed({ co2: "421" }),
			'[instance type (string) does not match any allowed primitive type (allowed: ["integer","number"])]',
		],
		[
			"has a whole number for text",
			changed({ date: 20240701 }),
			'[instance type (integer) does not match any allowed primitive type (allowed: ["string"])]',
		],
		[
			"has null and a fraction for text",
			changed({ date: null, severity: 1.5 }),
			'[instance type (null) does not match any allowed primitive type (allowed: ["string"]), instance type (number) does not match any allowed primitive type (allowed: ["string"]), instance value (1.5) not found in enum (possible values: ["low","medium","high","unknown"])]',
		],
		[
			"is too far north",
			changed({ lat: 90.5 }),
			"[numeric instance is greater than the required maximum (maximum: 90, found: 90.5)]",
		],
		[
			"is too far west",
			changed({ lon: -181 }),
			"[numeric instance is lower than the required minimum (minimum: -180, found: -181)]",
		],
		[
			"has no day",
			changed({ date: 'a "day"\n' }),
			'[ECMA 262 regex "^\\\\d{4}-\\\\d{2}-\\\\d{2}$" does not match input string "a \\"day\\"\\n"]',
		],
		[
			"has an unknown severity",
			changed({ severity: "worse" }),
			'[instance value ("worse") not found in enum (possible values: ["low","medium","high","unknown"])]',
		],
	];
	for (const [what, body, words] of faults)
		it(`that ${what} is refused in API Gateway's words`, async () => {
			expect(await wrong(body)).to.equal(words);
		});

	it("is held against the model of its content type alone", async () => {
		for (const type of [
			"application/json",
			"application/json; charset=utf-8",
			"Application/JSON",
		])
			expect(await wrong("{", { "content-type": type }), type).to.be.a(
				"string",
			);
		for (const type of ["text/plain", "application/json5", "application/xml"])
			expect(await wrong("{", { "content-type": type }), type).to.equal(
				undefined,
			);
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
			tellWhy(declarations);
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
			expect(await wrong('"ab"', csv, stage)).to.equal(undefined);
			expect(await wrong('"a"', csv, stage)).to.equal(
				'[string "a" is too short (length: 1, required minimum: 2)]',
			);
			expect(await wrong('"abcd"', csv, stage)).to.equal(
				'[string "abcd" is too long (length: 4, maximum allowed: 3)]',
			);
			expect(await wrong("{}", json, stage)).to.match(/missing required/);
		});
	});

	it("is held against what is declared: another model, another verdict", async () => {
		const model = (schema: object) => (declarations: Declarations) => {
			tellWhy(declarations);
			stateOf(declarations, "api-question").schema = JSON.stringify(schema);
		};
		const lat = (rule: object) => model({ properties: { lat: rule } });
		const words = async (
			change: (declarations: Declarations) => void,
			value: number,
		) => atStage({ change }, (at) => wrong(`{"lat":${value}}`, json, at));
		expect(await words(lat({}), 91)).to.equal(undefined);
		expect(await words(lat({ maximum: 91 }), 91)).to.equal(undefined);
		const below = lat({ maximum: 91, exclusiveMaximum: true });
		expect(await words(below, 91)).to.equal(
			"[numeric instance is not strictly lower than the required maximum 91]",
		);
		const above = lat({ minimum: 91, exclusiveMinimum: true });
		expect(await words(above, 91)).to.equal(
			"[numeric instance is not strictly greater than the required minimum 91]",
		);
		expect(await words(lat({ not: {} }), 91)).to.equal(
			"[instance failed to match not]",
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
				expect(await wrong("{", json, stage)).to.equal(undefined);
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
