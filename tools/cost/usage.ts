/** The use in a month: the given numbers, and the assumptions. */

export interface Load {
	/** Questions per month. */
	questions: number;
	/** Share of the questions that the table answers, 0 to 1. */
	hitRatio: number;
}

/** Values that no declaration contains. docs/costs.md is generated from them and gives the reasons. */
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
		means: "tokens of an answer, including its thinking",
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
	ownMetrics: { value: 11, means: "metrics that the function counts" },
} satisfies Record<string, { value: number; means: string }>;

/** The use of a month, in the units of the meters. */
export interface Usage {
	questions: number;
	hits: number;
	/** Each miss is one model call. */
	misses: number;
	/** Requests to CloudFront: files and questions. */
	viewerRequests: number;
	/** GB from CloudFront to visitors. */
	transfer: number;
	/** Read requests to the buckets. */
	bucketReads: number;
	/** GB of answers that a month adds to the table. */
	answers: number;
}

export const secondsOfMonth = (365 / 12) * 86_400;

export function usageOf({ questions, hitRatio }: Load): Usage {
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
