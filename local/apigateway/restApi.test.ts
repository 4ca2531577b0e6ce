import { expect } from "chai";
import type { Declarations } from "../evaluate/declarations.ts";
import { stateOf } from "../tests/declare.ts";
import { atStage } from "../tests/stage.ts";
import { restApi } from "./restApi.ts";

describe("The REST API", () => {
	it("answers Forbidden outside of its stage, without a declared response", async () => {
		await atStage({}, async (stage) => {
			const { origin } = new URL(stage.url);
			for (const path of ["/", "/test/health", "/product", "/health"]) {
				const answer = await fetch(origin + path);
				expect(answer.status, path).to.equal(403);
				expect(await answer.text()).to.equal('{"message":"Forbidden"}');
			}
			const root = await stage.send("");
			expect(root.status).to.equal(404);
		});
	});

	it("answers a preflight as its mock integration declares", async () => {
		const preflight = { method: "OPTIONS" };
		await atStage({}, async (stage) => {
			const { status, headers, text } = await stage.send("/health", preflight);
			expect(status).to.equal(204);
			expect(text).to.equal("");
			expect(headers.get("access-control-allow-methods")).to.equal("GET");
			expect(headers.get("access-control-max-age")).to.equal("86400");
		});
		const change = (declarations: Declarations) => {
			Object.assign(stateOf(declarations, "preflight-integration"), {
				requestTemplates: { "application/json": '{"statusCode":200}' },
			});
			Object.assign(stateOf(declarations, "preflight-integration-response"), {
				statusCode: "200",
				responseParameters: { "method.response.header.X-Other": "'yes'" },
			});
		};
		await atStage({ change }, async (stage) => {
			const { status, headers } = await stage.send("/health", preflight);
			expect(status).to.equal(200);
			expect(headers.get("x-other")).to.equal("yes");
		});
	});

	it("passes on an unexpected error", async () => {
		await atStage({}, async (stage) => {
			const broken = () => Promise.reject(new Error("defect"));
			const api = restApi({
				declarations: stage.declarations,
				invoke: broken,
				clock: stage.clock,
			});
			const request = {
				method: "GET",
				path: "/prod/health",
				query: "",
				headers: {},
				body: Buffer.alloc(0),
				sourceIp: "",
			};
			const error = await api.serve(request).catch((error) => error);
			expect(error.message).to.equal("defect");
		});
	});
});
