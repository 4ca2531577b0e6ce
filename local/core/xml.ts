/** XML as AWS's REST-XML protocol has it. */
import { type Response, response } from "./http.ts";

export type Node = string | number | boolean | { [tag: string]: Node | Node[] };

/** An element, or one for each of a list. */
export function element(
	tag: string,
	content: Node | Node[],
	attributes = "",
): string {
	if (Array.isArray(content))
		return content.map((one) => element(tag, one, attributes)).join("");
	const inner =
		typeof content === "object"
			? Object.entries(content).map(([name, node]) => element(name, node))
			: [`${content}`.replaceAll("&", "&amp;").replaceAll("<", "&lt;")];
	return `<${tag}${attributes}>${inner.join("")}</${tag}>`;
}

/** @param namespace of the service's documents; errors have none */
export function xml(
	status: number,
	tag: string,
	content: Node,
	namespace?: string,
): Response {
	const attributes = namespace ? ` xmlns="${namespace}"` : "";
	return response(
		status,
		{ "content-type": "application/xml" },
		`<?xml version="1.0" encoding="UTF-8"?>\n${element(tag, content, attributes)}`,
	);
}

/** The texts of all elements of a name, where nothing more than texts is looked for. */
export function textsOf(document: string, tag: string): string[] {
	const elements = document.matchAll(
		new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"),
	);
	return Array.from(elements, ([, text = ""]) =>
		text
			.replaceAll("&lt;", "<")
			.replaceAll("&gt;", ">")
			.replaceAll("&quot;", '"')
			.replaceAll("&apos;", "'")
			.replaceAll("&amp;", "&"),
	);
}
