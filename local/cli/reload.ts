/** Pages that reload themselves: a script in each, and an answer for it that comes when there is something new. */
import {
	type Request,
	type Response,
	response,
	type Service,
} from "../core/http.ts";

/** A page of the server's last life is as old as one before a change. */
const script = `(async () => {
	let known;
	for (;;) {
		try {
			const answer = await fetch("/__local/generation?known=" + known);
			const generation = await answer.text();
			if (known !== undefined && generation !== known) location.reload();
			known = generation;
		} catch {
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	}
})();
`;

export class BrowserReload {
	/** Another one for each life of the process. */
	#generation = Date.now();
	#waiting: (() => void)[] = [];

	/** Every page that is open in a browser loads anew. */
	reload(): void {
		this.#generation++;
		for (const tell of this.#waiting.splice(0)) tell();
	}

	/** Puts the script into the pages of a service. */
	around(service: Service): Service {
		return async (request) => {
			switch (request.path) {
				case "/__local/generation":
					return this.#next(request);
				case "/__local/reload.js":
					return response(200, { "content-type": "text/javascript" }, script);
				default:
					return isForPage(request)
						? withScript(await service(plainly(request)))
						: service(request);
			}
		};
	}

	/** Answers at once to whom it is news, else when it is. */
	async #next({ query }: Request): Promise<Response> {
		if (query === `known=${this.#generation}`)
			await new Promise<void>((tell) => this.#waiting.push(tell));
		return response(
			200,
			{ "content-type": "text/plain", "cache-control": "no-store" },
			String(this.#generation),
		);
	}
}

/** A browser asks for a page; https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest */
const isForPage = ({ headers }: Request) =>
	headers["sec-fetch-dest"]?.[0] === "document";

/** Asks for the page itself, not for its compressed bytes or the news that it is the same. */
const plainly = (request: Request): Request => ({ ...request, headers: {} });

function withScript(page: Response): Response {
	const type = page.headers["content-type"]?.[0] ?? "";
	if (!type.startsWith("text/html")) return page;
	const html = page.body
		.toString()
		.replace(
			"</head>",
			'<script src="/__local/reload.js" defer></script></head>',
		);
	return {
		...page,
		headers: { ...page.headers, "cache-control": ["no-store"] },
		body: Buffer.from(html),
	};
}
