/** The bodies of successful answers. */

/** Body of 200 of `POST /reasoning`. */
export interface Answer {
	reasoning: string;
	/** False only for the request that called the model. */
	cached: boolean;
	/** SHA-256 in hex of place and date, and of a language other than the stack's; see cacheKey.ts. */
	cache_key: string;
	/** Time of the model's answer, ISO 8601, UTC. */
	cached_at: string;
	/** Id of the Gemini model that answered. */
	model: string;
	request_id: string;
}

/** Body of 200 of `GET /health`. */
export interface Health {
	status: "ok";
	environment: string;
	model: string;
	/** The function's version that answered. */
	version: string;
	request_id: string;
}
