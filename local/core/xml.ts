/** XML as in AWS's REST-XML protocol. */
import { type Response, response } from "./http.ts";

export type Node = string | number | { [tag: string]: Node | Node[] };

/** An element; one for each item of a list. */
function element(tag: string, content: Node | Node[]): string {
	if (Array.isArray(content))
		return content.map((one) => element(tag, one)).join("");
	const inner =
		typeof content === "object"
			? Object.entries(content).map(([name, node]) => element(name, node))
			: [`${content}`.replaceAll("&", "&amp;").replaceAll("<", "&lt;")];
	return `<${tag}>${inner.join("")}</${tag}>`;
}

export function xml(status: number, tag: string, content: Node): Response {
	const headers = { "content-type": "application/xml" };
	return response(status, headers, element(tag, content));
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function failure(
	status: number,
	code: string,
	message: string,
): Response {
	return xml(status, "Error", { Code: code, Message: message });
}
