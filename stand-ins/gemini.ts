/** A stand-in for Gemini's `generateContent`, used without a key. Its answers say that no model was asked. */
import {
	ConnectionReset,
	header,
	type Response,
	response,
	type Service,
} from "../local/core/http.ts";

interface GenerateContent {
	contents: { parts: { text: string }[] }[];
	systemInstruction?: { parts: { text: string }[] };
}

/** @see https://ai.google.dev/api/generate-content */
export const geminiStandIn: Service = async (request) => {
	const [, model] =
		/^\/v1beta\/models\/([\w.-]+):generateContent$/.exec(request.path) ?? [];
	if (!model || request.method !== "POST")
		return failure(404, "NOT_FOUND", `${request.path} is not found`);
	if (!request.headers["x-goog-api-key"])
		return failure(403, "PERMISSION_DENIED", "The request has no API key.");
	let body: GenerateContent;
	try {
		body = JSON.parse(request.body.toString());
	} catch {
		return failure(400, "INVALID_ARGUMENT", "The body is not JSON.");
	}
	const question = body.contents.at(-1)?.parts.at(-1)?.text ?? "";
	const instruction = body.systemInstruction?.parts.at(-1)?.text ?? "";
	const text = answer(question, instruction);
	return json(200, {
		candidates: [
			{
				content: { role: "model", parts: [{ text }] },
				finishReason: "STOP",
				index: 0,
			},
		],
		usageMetadata: {
			promptTokenCount: Math.ceil(request.body.length / 4),
			candidatesTokenCount: Math.ceil(text.length / 4),
		},
		modelVersion: model,
	});
};

/** The SDK's address of Gemini. */
export const geminiOrigin = "https://generativelanguage.googleapis.com";

/** Forwards calls to Gemini, so that faults can be injected before it. */
export const geminiAt =
	(origin: string): Service =>
	async (request) => {
		const names = ["content-type", "x-goog-api-key", "x-goog-api-client"];
		const headers = names.map((name): [string, string] => [
			name,
			header(request, name) ?? "",
		]);
		const { method, path } = request;
		const answer = await fetch(`${origin}${path}`, {
			method,
			headers: headers.filter(([, value]) => value),
			...(method === "POST" && { body: request.body.toString() }),
		}).catch((cause) => {
			throw new ConnectionReset("Gemini cannot be reached", { cause });
		});
		const type = answer.headers.get("content-type") ?? "";
		return response(
			answer.status,
			{ "content-type": type },
			await answer.text(),
		);
	};

/** @see https://ai.google.dev/gemini-api/docs/troubleshooting */
export const geminiFaults = {
	throttle: () =>
		failure(
			429,
			"RESOURCE_EXHAUSTED",
			"You exceeded your current quota, please check your plan and billing details.",
			{
				"@type": "type.googleapis.com/google.rpc.RetryInfo",
				retryDelay: "1s",
			},
		),
	error: () =>
		failure(
			503,
			"UNAVAILABLE",
			"The model is overloaded. Please try again later.",
		),
};

/**
 * Repeats the question, so that a reader sees what the model would receive. The
 * answer is in Japanese if the instruction is, which kana show.
 */
function answer(question: string, instruction: string): string {
	const facts = question.split("\n").slice(1).join("; ");
	if (/[ぁ-ん]/.test(instruction))
		return [
			"これは仮の回答です。GEMINI_API_KEYが設定されていないため、モデルには問い合わせておらず、推論した内容はありません。",
			`モデルには次の内容が送られます：${facts}`,
			"Geminiに問い合わせるには、GEMINI_API_KEYを設定して起動し直してください。",
		].join("\n\n");
	return [
		"This is a stand-in answer: no GEMINI_API_KEY is set, so no model was asked and nothing here is reasoned.",
		`The model would have received: ${facts}.`,
		"Set GEMINI_API_KEY and start again to ask Gemini itself.",
	].join("\n\n");
}

/** @see https://google.aip.dev/193 */
function failure(
	status: number,
	code: string,
	message: string,
	...details: object[]
): Response {
	return json(status, {
		error: {
			code: status,
			message,
			status: code,
			...(details.length > 0 && { details }),
		},
	});
}

function json(status: number, body: unknown) {
	return response(
		status,
		{ "content-type": "application/json; charset=UTF-8" },
		JSON.stringify(body),
	);
}
