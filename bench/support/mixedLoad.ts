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
	excuses: number[] = [],
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
	const asked = questions.map((question) => excused(ask(question)));
	const wrong = questions.map((question) =>
		post({ ...question, lat: 91 }, [400]),
	);
	const health = excused(get("/api/health"));
	const turn = (list: Shot[], index: number) =>
		list[index % list.length] as Shot;
	return Array.from({ length: count }, (_, index) => {
		const group = Math.floor(index / 10);
		switch (index % 10) {
			case 1:
			case 6:
				return turn(asked, 2 * group + (index % 10 === 6 ? 1 : 0));
			case 3:
				return turn(wrong, group);
			case 5:
				return health;
			case 8:
				return get(`${group % 2 ? "/api" : ""}/nothing-${group}`, [403, 404]);
			default:
				return turn(files, index);
		}
	});
}
