/**
 * Compiles a pattern of AWS: `*` is any text, `?` is one character.
 * @returns a test for a text
 */
export function wildcard(pattern: string): (text: string) => boolean {
	if (!/[*?]/.test(pattern)) return (text) => text === pattern;
	const expression = pattern
		.replace(/[.+^${}()|[\]\\]/g, "\\$&")
		.replaceAll("*", ".*")
		.replaceAll("?", ".");
	const compiled = new RegExp(`^${expression}$`, "s");
	return (text) => compiled.test(text);
}
