/** Formats a Markdown table. */
export const markdownTable = (head: string[], rows: string[][]): string =>
	[head, head.map(() => "---"), ...rows]
		.map((row) => `| ${row.join(" | ")} |`)
		.join("\n");
