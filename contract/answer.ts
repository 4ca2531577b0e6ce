/** What is answered when all is well. */

/** 200 of `POST /reasoning`. */
export interface Answer {
	reasoning: string;
	/** False for the one request that a model was asked for. */
	cached: boolean;
	/** SHA-256 of place and date, and of the language unless it is the stack's, hex; see cacheKey.ts. */
	cache_key: string;
	/** When the model answered, ISO 8601, UTC. */
	cached_at: string;
	/** The Gemini model that answered. */
	model: string;
	request_id: string;
}

/** 200 of `GET /health`. */
export interface Health {
	status: "ok";
	environment: string;
	model: string;
	/** The published version of the function that answers. */
	version: string;
	request_id: string;
}
