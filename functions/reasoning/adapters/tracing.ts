import type { Span } from "../ports.ts";

interface Call {
	/** Name of the node in the service map. */
	service: string;
	/** Operation of an AWS API; absent for other services. */
	operation?: string;
}

const callOf: Partial<Record<Span, Call>> = {
	cache: { service: "DynamoDB", operation: "GetItem" },
	lease: { service: "DynamoDB", operation: "PutItem" },
	save: { service: "DynamoDB", operation: "PutItem" },
	published: { service: "S3", operation: "GetObject" },
	parameters: { service: "SSM", operation: "GetParameters" },
	secret: { service: "SecretsManager", operation: "GetSecretValue" },
	model: { service: "generativelanguage.googleapis.com" },
};

/** The trace header of the current request, when it is sampled. */
export function sampledTrace(): string | undefined {
	// Lambda sets it for each request:
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
	const header = process.env._X_AMZN_TRACE_ID;
	return header?.includes("Sampled=1") ? header : undefined;
}

/** The trace id in a trace header. */
export function traceId(header: string): string | undefined {
	return /Root=([^;]*)/.exec(header)?.[1];
}

/** Makes a call and records it as a subsegment. */
export async function traced<T>(
	header: string,
	span: Span,
	call: () => Promise<T>,
): Promise<T> {
	const called = callOf[span];
	if (!called) return call();

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
