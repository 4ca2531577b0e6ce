/** What `pulumi preview` says, as a comment on a pull request. */

export interface Preview {
	stack: string;
	succeeded: boolean;
	/** What the CLI wrote. */
	text: string;
}

/** Of a comment on GitHub, in characters; a bit is left for the headings. */
const mostCharacters = 65_536 - 1_000;

/** A heading of each stack, with its last line of numbers, and the whole behind it; the longest are cut in the middle. */
export function commentOf(previews: Preview[]): string {
	const room = Math.floor(mostCharacters / previews.length);
	return previews
		.map(({ stack, succeeded, text }) => {
			const result = succeeded ? summaryOf(text) : "**the preview failed**";
			return `### ${stack}: ${result}\n\n<details>\n\n${fenced(cut(text.trim(), room))}\n\n</details>\n`;
		})
		.join("\n");
}

/** `+ 2 to create, ~ 1 to update` of the CLI's last lines. */
function summaryOf(text: string): string {
	const [, rest = ""] = text.split(/^Resources:$/m);
	const changes = rest
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => /^[+~-]+ ?\d+ to /.test(line) || /^\+-\d+ to/.test(line));
	return changes.length > 0 ? changes.join(", ") : "no changes";
}

/** In a fence that no line of the text can end. */
function fenced(text: string): string {
	const longest = Math.max(
		2,
		...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length),
	);
	const fence = "`".repeat(longest + 1);
	return `${fence}text\n${text}\n${fence}`;
}

/** The end has the numbers, the beginning what is wrong. */
function cut(text: string, room: number): string {
	if (text.length <= room) return text;
	const half = Math.floor((room - 100) / 2);
	return `${text.slice(0, half)}\n… ${text.length - 2 * half} characters left out; run npx pulumi preview …\n${text.slice(-half)}`;
}
