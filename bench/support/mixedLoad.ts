/** All kinds of requests that visitors send, valid and invalid. */
import type { Question } from "../../contract/request.ts";
import type { DeclaredResource } from "../../local/evaluate/declarations.ts";
import type { Shot } from "./load.ts";
import { ask, get, post } from "./localSystem.ts";

/**
 * Ten requests are five files, two questions, one invalid question, one of the
 * health path, and one of a new path.
 * @param excuses further statuses that requests of the function may have
 */
export function mixedShots(
	resources: DeclaredResource[],
	questions: Question[],
	count: number,
	excuses: number[],
): Shot[] {
	const files = resources
		.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2")
		.map(({ state }) => String(state.key))
		// The edge function adds the encoding; visitors do not ask for it.
		.filter((key) => !/\.(br|gz)$/.test(key))
		.map((key) => get(`/${key}`));
	const excused = (shot: Shot) => ({
		...shot,
		statuses: [...shot.statuses, ...excuses],
	});
	const inTurn = (shots: Shot[]) => (index: number) =>
		shots[index % shots.length] as Shot;
	const file = inTurn(files);
	const question = inTurn(questions.map((of) => excused(ask(of))));
	const invalid = inTurn(
		questions.map((of) => post({ ...of, lat: 91 }, [400])),
	);
	const health = inTurn([excused(get("/api/health"))]);
	const unknown = (index: number) =>
		get(`${index % 20 < 10 ? "/api" : ""}/nothing-${index}`, [403, 404]);
	const kinds = [
		...[file, question, file, invalid, file],
		...[health, question, file, unknown, file],
	];
	return Array.from({ length: count }, (_, index) =>
		(kinds[index % kinds.length] as typeof file)(index),
	);
}
