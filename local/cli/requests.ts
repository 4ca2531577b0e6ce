/** Prints a line for each request, for `--verbose`. */
import { header, type Service } from "../core/http.ts";

/** Prints lines such as `14:02:11.250 POST /api/items 200 17 ms Miss from cloudfront`. */
export function printed(
	print: (line: string) => void,
	service: Service,
): Service {
	return async (request) => {
		const from = performance.now();
		const answer = await service(request);
		const took = Math.round(performance.now() - from);
		const time = new Date().toISOString().slice(11, 23);
		const cache = header(answer, "x-cache") ?? "";
		print(
			`${time} ${request.method} ${request.path} ${answer.status} ${took} ms ${cache}`,
		);
		return answer;
	};
}
