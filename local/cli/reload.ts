/** Pages that reload themselves when what is served has changed. */
import { header, response, type Service } from "../core/http.ts";

/** Compares the generation once a second; a restarted server has a new one too. */
const script = `let known;
setInterval(async () => {
	const answer = await fetch("/__local/generation");
	const generation = await answer.text();
	known ??= generation;
	if (generation !== known) location.reload();
}, 1_000);
`;

const tag = '<script src="/__local/reload.js" defer></script>';

/**
 * Adds the script to the pages of a service.
 * @param generation a value that changes with what is served
 */
export function reloading(
	service: Service,
	generation: () => unknown,
): Service {
	return async (request) => {
		if (request.path === "/__local/generation")
			return response(200, { "cache-control": "no-store" }, `${generation()}`);
		if (request.path === "/__local/reload.js")
			return response(200, { "content-type": "text/javascript" }, script);
		// https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest
		if (header(request, "sec-fetch-dest") !== "document")
			return service(request);
		// Without the browser's headers, the answer is neither compressed nor a 304.
		const page = await service({ ...request, headers: {} });
		if (!header(page, "content-type")?.startsWith("text/html")) return page;
		const html = page.body.toString().replace("</head>", `${tag}</head>`);
		return {
			...page,
			headers: { ...page.headers, "cache-control": ["no-store"] },
			body: Buffer.from(html),
		};
	};
}
