import type { Question } from "../../contract/request.ts";
import {
	type Answered,
	answerQuestion,
	type Dependencies,
} from "../../functions/reasoning/answerQuestion.ts";
import { Unavailable } from "../../functions/reasoning/errors.ts";
import { budget } from "../../functions/reasoning/pendingQuestion.ts";
import type {
	AnswerCache,
	Entry,
	MissDependencies,
	Telemetry,
} from "../../functions/reasoning/ports.ts";
import { bucketOf } from "../../local/core/bucket.ts";
import { question } from "./questions.ts";
import { VirtualClock } from "./virtualClock.ts";

export const silentTelemetry: Telemetry = {
	span: (_, call) => call(),
	count() {},
	modelCall() {},
	note() {},
	async warn() {},
};

/** Times of the calls, milliseconds since the start. */
interface Journal {
	/** The first read of each request. */
	reads: number[];
	/** Further reads. */
	looks: number[];
	writes: number[];
	calls: number[];
}

interface Options {
	/** Duration of a call of the model, milliseconds. */
	takes?: number;
	explain?: MissDependencies["model"]["explain"];
	/** Capacity units per second that the table allows. */
	ceilings?: { reads: number; writes: number };
}

/** The use case with a table in memory and a clock that only sleeping moves. */
export function setUp({
	takes = 0,
	explain,
	ceilings = { reads: Infinity, writes: Infinity },
}: Options = {}) {
	const clock = new VirtualClock();
	const began = clock.now();
	const since = () => clock.now() - began;
	const entries = new Map<string, Entry>();
	const journal: Journal = { reads: [], looks: [], writes: [], calls: [] };
	const bucket = (units: number) => bucketOf(units, units, () => clock.now());
	const reads = bucket(ceilings.reads);
	const writes = bucket(ceilings.writes);
	/** @param units of an item of less than 4 KB, read eventually consistently, or of 1 KB, written */
	const spend = (from: typeof reads, units: number) => {
		if (from.level() <= 0) throw new Unavailable();
		from.spend(units);
	};
	const cache: AnswerCache = {
		async read(key) {
			spend(reads, 0.5);
			return entries.get(key);
		},
		async lease(key, lease, now, seen) {
			journal.writes.push(since());
			spend(writes, 1);
			const entry = entries.get(key);
			if (entry?.lease && entry.lease.until > now) return false;
			if (entry && entry !== seen) return false;
			entries.set(key, { lease, version: undefined });
			return true;
		},
		async fail(key, _, failure) {
			entries.set(key, { failure, version: 0 });
		},
		async save(key, answer) {
			spend(writes, 4);
			entries.set(key, { answer, version: answer.cachedAt });
		},
	};
	const dependencies: Dependencies = {
		cache,
		clock,
		telemetry: silentTelemetry,
		requirePublished: false,
		defaultLanguage: "en",
		loadMissDependencies: async () => ({
			published: { find: async () => undefined },
			parameters: async () => ({
				geminiModel: "gemini-3.5-flash-lite",
				cacheTtlDays: 90,
				environment: "test",
			}),
			model: {
				describe: async (model) => `${model} key-1`,
				async explain(explanation) {
					journal.calls.push(since());
					await clock.sleep(takes);
					if (explain) return explain(explanation);
					return { text: "Why.", model: "m", tokensIn: 0, tokensOut: 0 };
				},
			},
		}),
	};
	const start = (asked: Question, time = budget.total): Promise<Answered> => {
		let list = journal.reads;
		const read: AnswerCache["read"] = (key) => {
			list.push(since());
			list = journal.looks;
			return cache.read(key);
		};
		return answerQuestion(asked, clock.now() + time, {
			...dependencies,
			cache: { ...cache, read },
		});
	};
	return {
		clock,
		since,
		entries,
		journal,
		start,
		ask: (asked: Question = question) => clock.run(start(asked)),
	};
}
