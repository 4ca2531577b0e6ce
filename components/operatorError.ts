import { RunError } from "@pulumi/pulumi";

/** What the operator can mend: Pulumi shows `message` as it is, without a stack trace. Nothing was made. */
export class OperatorError extends RunError {
	constructor(name: string, message: string) {
		super(message);
		this.name = name;
		// Pulumi formats the stack of every error for its trace, shown or not, and
		// reads the source maps of all that it runs for that: it took 15 s.
		this.stack = `${name}: ${message}`;
	}
}
