import { setTimeout } from "node:timers/promises";
import { type Benchmark, exactly, type Row } from "./support/benchmark.ts";
import { questions } from "./support/data.ts";
import { load } from "./support/load.ts";
import { ask, type LocalSystem, startSystem } from "./support/localSystem.ts";

const times = 200;
const containers = 4;
/** Duration of a model call, milliseconds: long enough for all questions to arrive before the first answer. */
const modelTakes = 1_000;

/** The pause that the function asks for while the model works, milliseconds. */
const retryAfter = 5_000;

/** Concurrent first questions about one location share one call of the model. */
export const firstQuestions: Benchmark = {
	name: "firstQuestions",
	async run() {
		const system = await startSystem({ modelTakes });
		const rows = [await throughAll(system), await functionAlone(system)];
		await system.stop();
		return rows;
	},
};

async function throughAll(system: LocalSystem): Promise<Row> {
	const [question] = questions();
	if (!question) throw new Error("no questions");
	const shot = ask(question);
	const answers: string[] = [];
	while (answers.length < times) {
		const left = Array.from({ length: times - answers.length }, () => ({
			...shot,
			statuses: [200, 503],
		}));
		const { bodies } = await load(system.url, left.length, left);
		const isWaiting = (body: string) =>
			JSON.parse(body).error === "in_progress";
		answers.push(...bodies.filter((body) => !isWaiting(body)));
		// As the page does after `in_progress`.
		if (bodies.some(isWaiting)) await setTimeout(retryAfter);
	}
	return row(
		"200 first questions at once, one place",
		answers,
		await system.modelCalls(),
		"Through edge, API and function in `local/`, each on its own connection; a model call takes one second. A question that is answered with `in_progress` is sent again after 5 s, as the page does.",
	);
}

/** The artifact alone, because `local/` limits the number of environments: all questions run at the same time. */
async function functionAlone(system: LocalSystem): Promise<Row> {
	const [, question] = questions();
	const before = await system.modelCalls();
	const processes = await Promise.all(
		Array.from({ length: containers }, () => system.container()),
	);
	const answers = await Promise.all(
		processes.map((container) =>
			container.call.askAtOnce(JSON.stringify(question), times / containers),
		),
	);
	for (const container of processes) await container.stop();
	return row(
		`the same for the function alone, in ${containers} containers`,
		answers.flat(),
		(await system.modelCalls()) - before,
		"The deployed artifact in four processes with 50 concurrent questions each: all 200 look for the answer at the same time.",
	);
}

function row(
	question: string,
	bodies: string[],
	modelCalls: number,
	note: string,
): Row {
	const answers = bodies.map((body) => {
		const { reasoning, cached_at, model } = JSON.parse(body);
		return JSON.stringify({ reasoning, cached_at, model });
	});
	const equal = answers.filter((answer) => answer === answers[0]).length;
	return exactly({
		question,
		counted: { "model calls": modelCalls, "equal answers": equal },
		goal: { "model calls": 1, "equal answers": times },
		note,
	});
}
