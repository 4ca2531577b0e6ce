import { expect } from "chai";
import { gatewayResponses } from "../../components/api/gatewayResponses.ts";
import { expectInputs, output } from "../support/expectations.ts";
import { program } from "../support/program.ts";

/** Status and error code of each type, and the seconds of Retry-After. */
const expected: Record<string, [string | undefined, string, string?]> = {
	BAD_REQUEST_BODY: ["400", "invalid_request"],
	INVALID_API_KEY: ["403", "forbidden"],
	ACCESS_DENIED: ["403", "forbidden"],
	WAF_FILTERED: ["403", "forbidden"],
	MISSING_AUTHENTICATION_TOKEN: ["404", "not_found"],
	RESOURCE_NOT_FOUND: ["404", "not_found"],
	THROTTLED: ["429", "too_many_requests", "1"],
	QUOTA_EXCEEDED: ["429", "too_many_requests", "3600"],
	INTEGRATION_TIMEOUT: ["504", "out_of_time"],
	DEFAULT_4XX: [undefined, "invalid_request"],
	DEFAULT_5XX: [undefined, "internal"],
};

describe("API Gateway's own errors", () => {
	it("have a body of the contract for each type", () => {
		expect(
			gatewayResponses.map(({ responseType }) => responseType),
		).to.have.members(Object.keys(expected));
	});

	for (const [responseType, [statusCode, error, retryAfter]] of Object.entries(
		expected,
	))
		it(`have the contract's code and status for ${responseType}`, async () => {
			const declared = await program();
			const name = `api-response-${responseType.toLowerCase().replaceAll("_", "-")}`;
			const origin = `https://${output(declared, "frontend-distribution", "domainName")}`;
			expectInputs(declared, name, {
				restApiId: output(declared, "api-rest"),
				responseType,
				statusCode,
			});
			const { responseParameters, responseTemplates } = declared.inputs(name);
			expect(responseParameters).to.deep.equal({
				"gatewayresponse.header.Access-Control-Allow-Origin": `'${origin}'`,
				"gatewayresponse.header.Vary": "'Origin'",
				"gatewayresponse.header.Cache-Control": "'no-store'",
				...(retryAfter && {
					"gatewayresponse.header.Retry-After": `'${retryAfter}'`,
				}),
			});
			const templates = responseTemplates as Record<string, string>;
			expect(Object.keys(templates)).to.deep.equal(["application/json"]);
			const body = JSON.parse(templates["application/json"] ?? "");
			expect(body).to.have.all.keys("error", "message", "request_id");
			expect(body).to.include({ error, request_id: "$context.requestId" });
			expect(body.message).to.match(/^[A-Z].*\.$/);
			expect(body.message).not.to.match(/aws|amazon|lambda|dynamo/i);
		});
});
