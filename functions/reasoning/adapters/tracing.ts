import type { Step } from "../ports.ts";

interface Call {
	/** Of the node in the service map. */
	service: string;
	/** Of AWS's API; absent for what is not AWS. */
	operation?: string;
}

const callOf: Partial<Record<Step, Call>> = {
	cache: { service: "DynamoDB", operation: "GetItem" },
	lease: { service: "DynamoDB", operation: "PutItem" },
	save: { service: "DynamoDB", operation: "PutItem" },
	published: { service: "S3", operation: "GetObject" },
	parameters: { service: "SSM", operation: "GetParameters" },
	secret: { service: "SecretsManager", operation: "GetSecretValue" },
	model: { service: "generativelanguage.googleapis.com" },
};

// Lambda sets it anew for each request:
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
const traceHeader = () => process.env._X_AMZN_TRACE_ID ?? "";
const isSampled = (header: string) => header.includes("Sampled=1");

/** Id of the request's trace, when there is one to be found by it. */
export function sampledTrace(): string | undefined {
	const header = traceHeader();
	return isSampled(header) ? /Root=([^;]*)/.exec(header)?.[1] : undefined;
}

/** Makes a call, and a subsegment of it when the request is sampled. */
export async function traced<T>(
	step: Step,
	call: () => Promise<T>,
): Promise<T> {
	const called = callOf[step];
	const header = traceHeader();
	if (!called || !isSampled(header)) return call();

	const { openSubsegment } = await import("./xray.ts");
	const { service, operation } = called;
	const subsegment = openSubsegment(header, service);
	subsegment.namespace = operation ? "aws" : "remote";
	if (operation) subsegment.addAttribute("aws", { operation });
	try {
		const result = await call();
		subsegment.close();
		return result;
	} catch (error) {
		subsegment.close(error as Error);
		throw error;
	}
}
