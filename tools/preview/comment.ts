/** Formats the output of `pulumi preview` as a comment on a pull request. */

export interface Preview {
	stack: string;
	succeeded: boolean;
	/** Output of the CLI. */
	text: string;
}

/** Limit of a comment on GitHub in characters, less some room for the headings. */
const maxCharacters = 65_536 - 1_000;

/** A heading for each stack with its number of changes, and the folded output; long outputs are shortened in the middle. */
export function commentOf(previews: Preview[]): string {
	const room = Math.floor(maxCharacters / previews.length);
	return previews
		.map(({ stack, succeeded, text }) => {
			const result = succeeded ? summaryOf(text) : "**the preview failed**";
			return `### ${stack}: ${result}\n\n<details>\n\n${fenced(cut(text.trim(), room))}\n\n</details>\n`;
		})
		.join("\n");
}

/** The numbers in the CLI's last lines: `+ 2 to create, ~ 1 to update`. */
function summaryOf(text: string): string {
	const [, rest = ""] = text.split(/^Resources:$/m);
	const changes = rest
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => /^[+~-]+ ?\d+ to /.test(line) || /^\+-\d+ to/.test(line));
	return changes.length > 0 ? changes.join(", ") : "no changes";
}

/** The text in a code fence that none of its lines can close. */
function fenced(text: string): string {
	const longest = Math.max(
		2,
		...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length),
	);
	const fence = "`".repeat(longest + 1);
	return `${fence}text\n${text}\n${fence}`;
}

/** Keeps the end, which has the numbers, and the beginning, which has the errors. */
function cut(text: string, room: number): string {
	if (text.length <= room) return text;
	const half = Math.floor((room - 100) / 2);
	return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters omitted; run npx pulumi preview …\n${text.slice(-half)}`;
}
