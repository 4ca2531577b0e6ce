/** Something that whoever runs a command can mend; `message` is one line that says how. */
export class UsageError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "UsageError";
	}
}

/** Another process has what was to be opened. */
export class InUse extends UsageError {}
