/** Questions about what the sample data publish. */
import {
	type AnomalyFeature,
	observationOf,
	questionAbout,
} from "../../contract/observation.ts";
import type { Question } from "../../contract/request.ts";
import { sampleMonth } from "../../tools/data/sampleModel.ts";

const { features } = sampleMonth("202407");

/** A published observation, and the question about it. */
export const observation = observationOf(features[0] as AnomalyFeature);
export const question: Question = questionAbout(observation);

/** Questions about other places. */
export const otherQuestions: Question[] = features
	.slice(1)
	.map((feature) => questionAbout(observationOf(feature)));
