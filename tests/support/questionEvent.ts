import { proxyEvent } from "../../local/apigateway/proxyEvent.ts";

/** The event that API Gateway passes to the function for a question. */
export function questionEvent(body: string) {
	const path = "/reasoning";
	return proxyEvent({
		stage: "prod",
		request: {
			method: "POST",
			path: `/prod${path}`,
			query: "",
			headers: { "content-type": ["application/json"] },
			body: Buffer.from(body),
			sourceIp: "192.0.2.1",
		},
		requestId: "00000000-0000-4000-8000-000000000000",
		time: Date.now(),
		path,
		trace: { root: "1-67000000-000000000000000000000000", header: "" },
		resource: path,
	});
}
