import type { APIGatewayProxyEvent } from "aws-lambda";
import { canonical } from "../../contract/canonical.ts";
import { Question } from "../../contract/request.ts";
import { InvalidQuestion } from "./errors.ts";

/** A question takes about 150 bytes. */
const maxBodyBytes = 4096;

/**
 * Returns the question of a request with canonical numbers. API Gateway validates
 * `application/json` against the same schema and lets other content types pass,
 * so the body is checked again.
 * @throws InvalidQuestion, which never quotes the body
 */
export function parseQuestion(event: Partial<APIGatewayProxyEvent>): Question {
	if (
		!contentTypes(event).every((type) =>
			/^application\/json\s*(;|$)/i.test(type),
		)
	)
		throw new InvalidQuestion("The Content-Type must be application/json.");
	const parsed = Question.safeParse(parseJson(body(event)));
	if (parsed.success) return canonical(parsed.data);

	const fields: Record<string, string> = {};
	for (const issue of parsed.error.issues) {
		if (issue.code === "unrecognized_keys")
			for (const key of issue.keys.slice(0, 10))
				fields[key.slice(0, 40)] = "is not known";
		else if (issue.path.length > 0)
			fields[String(issue.path[0])] = issue.message;
	}
	if (Object.keys(fields).length === 0)
		throw new InvalidQuestion("The body must be a JSON object.");
	throw new InvalidQuestion(
		"The body does not fit the contract; see fields.",
		fields,
	);
}

/** API Gateway keeps the case of a header and all values of a repeated one. A missing type counts as JSON. */
function contentTypes({
	headers,
	multiValueHeaders,
}: Partial<APIGatewayProxyEvent>): string[] {
	const types: string[] = [];
	for (const all of [headers, multiValueHeaders])
		for (const name in all)
			if (name.toLowerCase() === "content-type")
				types.push(...[all[name] ?? []].flat());
	return types;
}

function body({ body, isBase64Encoded }: Partial<APIGatewayProxyEvent>) {
	if (!body) throw new InvalidQuestion("The body must be a JSON object.");
	if (body.length > maxBodyBytes)
		throw new InvalidQuestion(
			`The body must have no more than ${maxBodyBytes} bytes.`,
		);
	return isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// The SyntaxError quotes the body, which belongs in no log.
		throw new InvalidQuestion("The body is not JSON.");
	}
}
