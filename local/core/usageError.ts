/** An error that the operator can fix; `message` is one line that says how. */
export class UsageError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "UsageError";
	}
}

/** Another process has the data open. */
export class InUse extends UsageError {}
