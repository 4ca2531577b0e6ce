import { proxyEvent } from "../../local/apigateway/proxyEvent.ts";

/** What API Gateway hands to the function for a question. */
export function questionEvent(body: string) {
	return proxyEvent(
		{
			method: "POST",
			path: "",
			query: "",
			headers: { "content-type": ["application/json"] },
			body: Buffer.from(body),
			sourceIp: "192.0.2.1",
		},
		{
			requestId: "00000000-0000-4000-8000-000000000000",
			extendedRequestId: "extended",
			apiId: "api",
			account: "123456789012",
			stage: "prod",
			resourcePath: "/reasoning",
			resourceId: "resource",
			path: "/reasoning",
			time: Date.now(),
			domainName: "api.execute-api.us-east-1.amazonaws.com",
			apiKey: undefined,
		},
	);
}
