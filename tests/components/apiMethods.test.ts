import { expect } from "chai";
import { gatewayResponses } from "../../components/api/gatewayResponses.ts";
import { questionModel } from "../../contract/request.ts";
import { expectInputs, output } from "../support/expectations.ts";
import { account, type Program, program, region } from "../support/program.ts";

describe("Api's methods", () => {
	it("answers GET /health without the key", async () => {
		expectRoute(await program(), "health", {
			httpMethod: "GET",
			authorization: "NONE",
			apiKeyRequired: false,
		});
	});

	it("answers POST /reasoning with the key and a body that is valid for the model", async () => {
		const declared = await program();
		expectRoute(declared, "reasoning", {
			httpMethod: "POST",
			authorization: "NONE",
			apiKeyRequired: true,
			requestModels: { "application/json": "Question" },
			requestValidatorId: output(declared, "api-validator"),
		});
		expectInputs(declared, "api-validator", { validateRequestBody: true });
		expectInputs(declared, "api-question", {
			name: "Question",
			contentType: "application/json",
			schema: JSON.stringify(questionModel()),
		});
	});

	/** Expects the alias to answer within 29 s, and only this method to have the permission to call it. */
	function expectRoute(
		declared: Program,
		path: string,
		method: Record<string, unknown>,
	): void {
		const name = `api-${path}`;
		const { httpMethod } = method;
		const restApi = output(declared, "api-rest");
		const place = { restApi, resourceId: output(declared, name) };
		expectInputs(declared, name, {
			restApi,
			parentId: output(declared, "api-rest", "rootResourceId"),
			pathPart: path,
		});
		expectInputs(declared, `${name}-method`, { ...place, ...method });
		expectInputs(declared, `${name}-integration`, {
			...place,
			httpMethod,
			type: "AWS_PROXY",
			integrationHttpMethod: "POST",
			uri: output(declared, "lambda-live", "invokeArn"),
			timeoutMilliseconds: 29_000,
		});
		expect(declared.inputs(`${name}-permission`)).to.deep.equal({
			action: "lambda:InvokeFunction",
			function: output(declared, "lambda-reasoning", "name"),
			qualifier: "live",
			principal: "apigateway.amazonaws.com",
			sourceArn: `arn:aws:execute-api:${region}:${account}:${restApi}/prod/${httpMethod}/${path}`,
		});
	}

	for (const [path, method] of [
		["health", "GET"],
		["reasoning", "POST"],
	])
		it(`lets only pages of the distribution's origin call /${path}`, async () => {
			const declared = await program();
			const name = `api-${path}-preflight`;
			const origin = `https://${output(declared, "frontend-distribution", "domainName")}`;
			const headers = {
				"Access-Control-Allow-Origin": `'${origin}'`,
				"Access-Control-Allow-Methods": `'${method}'`,
				"Access-Control-Allow-Headers": "'Content-Type'",
				"Access-Control-Max-Age": "'86400'",
				Vary: "'Origin'",
			};
			const given = Object.entries(headers).map(
				([header, value]) =>
					[`method.response.header.${header}`, value] as const,
			);
			expectInputs(declared, name, {
				httpMethod: "OPTIONS",
				authorization: "NONE",
				resourceId: output(declared, `api-${path}`),
			});
			expectInputs(declared, `${name}-integration`, {
				type: "MOCK",
				requestTemplates: { "application/json": '{"statusCode":204}' },
			});
			expect(
				declared.inputs(`${name}-response`).responseParameters,
			).to.have.all.keys(given.map(([parameter]) => parameter));
			const { statusCode, responseParameters } = declared.inputs(
				`${name}-integration-response`,
			);
			expect(statusCode).to.equal("204");
			expect(responseParameters).to.deep.equal(Object.fromEntries(given));
		});

	it("deploys all of its methods, models and responses together", async () => {
		const declared = await program();
		const parts = declared.resources.filter(({ type }) =>
			/:(Integration|IntegrationResponse|Method|MethodResponse|Model|RequestValidator|Resource|Response)$/.test(
				type,
			),
		);
		expect(parts.length).to.be.greaterThan(20);
		const { dependencies } = declared.one("api-deployment");
		expect(dependencies).to.include.members(parts.map(({ urn }) => urn));
	});

	it("deploys again only when one of them changes", async () => {
		const trigger = async (config: Record<string, string>) =>
			(await program("dev", config)).inputs("api-deployment").triggers;
		const before = await trigger({});
		expect(await trigger({ lambdaMemoryMb: "1024" })).to.deep.equal(before);

		const [first] = gatewayResponses;
		const body = first?.body;
		try {
			Object.assign(first ?? {}, { body: "{}" });
			// A configuration that no other test has evaluated.
			const after = await trigger({ lambdaMemoryMb: "1025" });
			expect(after).not.to.deep.equal(before);
		} finally {
			Object.assign(first ?? {}, { body });
		}
		const domain = { domainName: "map.example.com", hostedZoneId: "Z0123" };
		expect(await trigger(domain)).not.to.deep.equal(before);
	});
});
