/** Which services a request came by, for `--verbose`: edge, gateway, function, and what the function called. */
import { AsyncLocalStorage } from "node:async_hooks";
import { header, type Request, type Service } from "../core/http.ts";

export interface Trails {
	/** The running request reached a service. */
	passed(service: string): void;
	/** The running request reached the function, which calls others under this trace. */
	invoked(traceId: string): void;
	/** The function called a service of AWS. */
	called(request: Request): void;
	/** Follows the requests to a service, and prints a line for each. */
	follow(name: string, service: Service): Service;
}

/** Follows nothing, and costs nothing. */
export const noTrails: Trails = {
	passed() {},
	invoked() {},
	called() {},
	follow: (_, service) => service,
};

export function printTrails(print: (line: string) => void): Trails {
	const running = new AsyncLocalStorage<string[]>();
	/** By root of the trace, which the SDK sends along with each call. */
	const byTrace = new Map<string, string[]>();
	const trails: Trails = {
		passed(service) {
			running.getStore()?.push(service);
		},
		invoked(traceId) {
			trails.passed("function");
			const steps = running.getStore();
			if (steps) byTrace.set(rootOf(traceId), steps);
		},
		called(request) {
			const traceId = header(request, "x-amzn-trace-id") ?? "";
			byTrace.get(rootOf(traceId))?.push(callOf(request));
		},
		follow: (name, service) => (request) => {
			const steps = [name];
			return running.run(steps, async () => {
				const from = performance.now();
				const answer = await service(request);
				const took = Math.round(performance.now() - from);
				for (const [root, known] of byTrace)
					if (known === steps) byTrace.delete(root);
				const [cache] = header(answer, "x-cache")?.split(" ") ?? [];
				if (cache) steps[0] = `${name} (${cache})`;
				print(
					`${new Date().toISOString().slice(11, 23)} ${request.method} ${request.path} ${answer.status} ${took} ms  ${steps.join(" → ")}`,
				);
				return answer;
			});
		},
	};
	return trails;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function rootOf(traceId: string): string {
	return /Root=([\w-]+)/.exec(traceId)?.[1] ?? "";
}

/** As `DynamoDB GetItem` or `S3 GET`. */
function callOf(request: Request): string {
	const target = header(request, "x-amz-target");
	if (!target) return `S3 ${request.method}`;
	const [service = "", operation] = target.split(".");
	return `${service.replace(/_\d+$/, "")} ${operation}`;
}
