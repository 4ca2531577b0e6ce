/** How much a month of use is: what is asked for, and what is assumed. */

export interface Asked {
	/** Questions in a month. */
	questions: number;
	/** Share of them that are answered from the table, 0 to 1. */
	hitRatio: number;
}

/** What no declaration tells; each has its reason in docs/costs.md, which is made of this. */
export const assumptions = {
	questionsPerVisit: {
		value: 2,
		means: "questions that a visitor asks",
	},
	filesPerVisit: {
		value: 8,
		means: "files that a visit loads: page, script, style, coasts, months",
	},
	megabytesPerVisit: { value: 0.4, means: "MB of a visit, compressed" },
	edgeMissShare: {
		value: 0.05,
		means: "share of the files that CloudFront asks S3 for",
	},
	hitMilliseconds: {
		value: 30,
		means: "ms of the function for a stored answer",
	},
	missMilliseconds: {
		value: 4000,
		means: "ms of the function for a model call",
	},
	inputTokens: { value: 500, means: "tokens of a question to the model" },
	outputTokens: {
		value: 400,
		means: "tokens of an answer, its thinking included",
	},
	answerKilobytes: { value: 3, means: "KB of an item of the table" },
	writesPerMiss: {
		value: 5,
		means: "write units of a lease (1) and an answer (4)",
	},
	publishedGigabytes: { value: 0.1, means: "GB of page, months and versions" },
	functionLogKilobytes: {
		value: 1,
		means: "KB of the function's log for a question",
	},
	accessLogKilobytes: {
		value: 0.6,
		means: "KB of an access log's line, of the API and of CloudFront",
	},
	executionLogKilobytes: {
		value: 2,
		means: "KB of the API's execution log for a question",
	},
	dataTraceKilobytes: {
		value: 6,
		means: "KB that apiDataTrace adds to it",
	},
	ownMetrics: { value: 10, means: "metrics that the function counts" },
} satisfies Record<string, { value: number; means: string }>;

/** A month, in the units that meters count. */
export interface Usage {
	questions: number;
	hits: number;
	/** Each is one model call. */
	misses: number;
	/** At the edge: files and questions. */
	viewerRequests: number;
	/** GB from the edge to visitors. */
	transfer: number;
	/** Of the buckets. */
	bucketReads: number;
	/** GB of stored answers. */
	answers: number;
}

export const secondsOfMonth = (365 / 12) * 86_400;

export function usageOf({ questions, hitRatio }: Asked): Usage {
	const of = assumptions;
	const hits = questions * hitRatio;
	const misses = questions - hits;
	const visits = questions / of.questionsPerVisit.value;
	const files = visits * of.filesPerVisit.value;
	return {
		questions,
		hits,
		misses,
		viewerRequests: files + questions,
		transfer: (visits * of.megabytesPerVisit.value) / 1000,
		bucketReads: files * of.edgeMissShare.value + misses,
		answers: (misses * of.answerKilobytes.value) / 1e6,
	};
}
