// Not all of Pulumi, which takes a second: the tools read the data folder too.
import { RunError } from "@pulumi/pulumi/errors.js";

/** An error that the operator can fix, before any resource exists. Pulumi shows only `message`, without a stack trace. */
export class OperatorError extends RunError {
	constructor(name: string, message: string) {
		super(message);
		this.name = name;
		// Node.js puts the line that threw before the stack, and tsx makes one line
		// of a whole file with its source map: Pulumi's host, which formats the stack
		// of every error, shown or not, takes 15 s for it.
		this.stack = `${name}: ${message}`;
	}
}
