/** Replaces the generated parts of a document, each between two comments. */

const end = "<!-- end -->";

const begin = (name: string) => `<!-- ${name}: made by npm run docs -->`;

/**
 * Returns the document with new parts.
 * @param parts Markdown by the name in the part's first comment
 * @throws Error when the document has no place for a part, or a place has no part
 */
export function withParts(
	document: string,
	parts: Record<string, string>,
): string {
	let text = document;
	for (const [name, part] of Object.entries(parts)) {
		const from = text.indexOf(begin(name));
		const to = text.indexOf(end, from);
		if (from < 0 || to < 0)
			throw new Error(`the document has no "${begin(name)}" … "${end}"`);
		text = `${text.slice(0, from)}${begin(name)}\n\n${part}\n\n${text.slice(to)}`;
	}
	const places = text.match(/<!-- [\w-]+: made by npm run docs -->/g) ?? [];
	if (places.length !== Object.keys(parts).length)
		throw new Error(`nothing generates one of ${places.join(", ")}`);
	return text;
}
