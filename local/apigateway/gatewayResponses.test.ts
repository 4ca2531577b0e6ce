import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import {
	type Answer,
	atStage,
	Stage,
	type StageOptions,
} from "../tests/stage.ts";

const json = { "content-type": "application/json" };

interface Refused {
	status: number;
	error: string;
	options?: StageOptions;
	ask: (stage: Stage) => Promise<Answer>;
	/** Seconds. */
	retryAfter?: string;
}

/** Every gateway response, and a request that it answers. */
const refusals: Record<string, Refused> = {
	BAD_REQUEST_BODY: {
		status: 400,
		error: "invalid_request",
		ask: (stage) => stage.post("{}", json),
	},
	INVALID_API_KEY: {
		status: 403,
		error: "forbidden",
		ask: (stage) => stage.send("/items", { method: "POST" }),
	},
	MISSING_AUTHENTICATION_TOKEN: {
		status: 404,
		error: "not_found",
		ask: (stage) => stage.send("/nothing"),
	},
	THROTTLED: {
		status: 429,
		error: "too_many_requests",
		options: {
			change(declarations) {
				stateOf(declarations, "usage-plan").throttleSettings = {
					rateLimit: 1,
					burstLimit: 1,
				};
			},
		},
		ask: async (stage) => {
			await stage.post();
			return stage.post();
		},
		retryAfter: "1",
	},
	QUOTA_EXCEEDED: {
		status: 429,
		error: "too_many_requests",
		options: {
			change(declarations) {
				stateOf(declarations, "usage-plan").quotaSettings = {
					limit: 1,
					period: "DAY",
				};
			},
		},
		ask: async (stage) => {
			await stage.post();
			return stage.post();
		},
		retryAfter: "3600",
	},
	API_CONFIGURATION_ERROR: {
		status: 500,
		error: "internal",
		options: {
			change(declarations) {
				stateOf(declarations, "health-permission").qualifier = "other";
			},
		},
		ask: (stage) => stage.send("/health"),
	},
	DEFAULT_5XX: {
		status: 502,
		error: "internal",
		options: {
			invoke: async () => ({
				error: { errorType: "Error", errorMessage: "secret" },
			}),
		},
		ask: (stage) => stage.send("/health"),
	},
	INTEGRATION_TIMEOUT: {
		status: 504,
		error: "out_of_time",
		options: { invoke: () => new Promise(() => {}) },
		ask: async (stage) => {
			const late = stage.send("/health");
			await stage.waits.until(() => true);
			stage.clock.pass(29_000);
			return late;
		},
	},
};

describe("A gateway response", () => {
	for (const [type, refusal] of Object.entries(refusals)) {
		const { status, error, options, ask, retryAfter } = refusal;
		it(`has the status ${status} and the declared body for ${type}`, async () => {
			await atStage(options ?? {}, async (stage) => {
				const answer = await ask(stage);
				expect(answer.status).to.equal(status);
				const { message, ...body } = answer.json;
				expect(body).to.deep.equal({
					error,
					request_id: answer.headers.get("x-amzn-requestid"),
				});
				expect(message).to.match(/^[A-Z].*\.$/);
				expect(answer.text).to.not.match(/secret|aws|lambda/i);
				const { headers } = answer;
				expect(headers.get("content-type")).to.equal("application/json");
				expect(headers.get("cache-control")).to.equal("no-store");
				expect(headers.get("x-amz-apigw-id")).to.match(/=$/);
				expect(headers.get("retry-after")).to.equal(retryAfter ?? null);
			});
		});
	}

	for (const type of [
		"BAD_REQUEST_BODY",
		"MISSING_AUTHENTICATION_TOKEN",
		"DEFAULT_5XX",
		"INTEGRATION_TIMEOUT",
	]) {
		const { status, options, ask } = refusals[type] as Refused;
		it(`of the type ${type} takes precedence over the default response`, async () => {
			const kind = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
			const words = {
				"application/json":
					'{"declared":"$context.error.responseType","told":$context.error.messageString}',
			};
			const own = {
				responseType: type,
				statusCode: "418",
				responseParameters: { "gatewayresponse.header.X-Own": "'its own'" },
				responseTemplates: words,
			};
			const shared = {
				responseType: kind,
				responseParameters: { "gatewayresponse.header.X-Kind": "'its kind'" },
				responseTemplates: words,
			};
			const declare =
				(...responses: object[]) =>
				(declarations: Declarations) => {
					options?.change?.(declarations);
					const all = declarations.resources.filter(
						(one) => one.type === "aws:apigateway/response:Response",
					);
					for (const { state } of all) state.responseType = "NONE";
					for (const [i, response] of responses.entries()) {
						const { restApiId } = all[i]?.state ?? {};
						Object.assign(all[i] ?? {}, { state: { restApiId, ...response } });
					}
				};
			const foreign = { ...own, restApiId: "another", statusCode: "499" };
			const answer = (...responses: object[]) =>
				atStage({ ...options, change: declare(...responses) }, ask);

			const first = await answer(shared, own);
			if (type !== kind) {
				expect(first.status).to.equal(418);
				expect(first.headers.get("x-own")).to.equal("its own");
				expect(first.headers.has("x-kind")).to.equal(false);
			}
			expect(first.json.declared).to.equal(type);
			const second = await answer(shared);
			expect(second.headers.get("x-kind")).to.equal("its kind");
			expect(second.json.told).to.match(/^[A-Z][A-Za-z ]+/);
			expect((await answer({ ...shared, statusCode: "451" })).status).to.equal(
				451,
			);
			const third = await answer(foreign);
			expect(third.status).to.equal(second.status);
			expect(third.json).to.deep.equal({ message: second.json.told });
			expect(third.headers.get("content-type")).to.equal("application/json");
		});
	}

	it("has a template for JSON", async () => {
		const change = (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "response-invalid-api-key"), {
				responseTemplates: { "text/plain": "no" },
			});
		};
		const error = await Stage.start({ change }).catch((error) => error);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/text\/plain/);
	});

	it("cannot name an unknown variable", async () => {
		const change = (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "response-invalid-api-key"), {
				responseTemplates: {
					"application/json": '{"country":"$context.identity.country"}',
				},
			});
		};
		const error = await Stage.start({ change }).catch((error) => error);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(
			/names \$context\.identity\.country; local\/ knows \$context\.error/,
		);
	});

	it("cannot map headers from the request", async () => {
		const change = (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "response-throttled"), {
				responseParameters: {
					"gatewayresponse.header.X-Mapped": "method.request.header.X-Other",
				},
			});
		};
		const error = await Stage.start({ change }).catch((error) => error);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/X-Mapped is mapped from method\.request/);
	});
});
