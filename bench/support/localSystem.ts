/** `local/` in its own process, and requests to it. */
import type { Question } from "../../contract/request.ts";
import { promptAbout } from "../../functions/reasoning/prompt.ts";
import { writeAnswers } from "./answers.ts";
import { unpack } from "./artifact.ts";
import type { ContainerFunctions } from "./container.ts";
import type { Shot } from "./load.ts";
import { startProcess } from "./remote.ts";
import type { SystemFunctions, SystemOptions } from "./system.ts";
import type { ToolFunctions } from "./tools.ts";

export type LocalSystem = Awaited<ReturnType<typeof startSystem>>;

export async function startSystem(options: SystemOptions = {}) {
	const { call, stop } = startProcess<SystemFunctions>("system.ts");
	const started = await call.startSystem(options);
	const { url, awsUrl, geminiUrl, resources } = started;
	const { file, tableName, variables } = unpack(resources, {
		AWS_ENDPOINT_URL: awsUrl,
		GEMINI_BASE_URL: geminiUrl,
	});
	return {
		url,
		resources,
		tableName,
		stop,
		/** The number of calls of the model so far. */
		modelCalls: () => call.modelCalls(),

		/**
		 * Starts a process that has loaded the deployed function and calls the services of this system.
		 * @param stdout file descriptor for the function's log, which nobody reads by default
		 */
		async container(stdout?: number) {
			const options = { variables, stdout };
			const container = startProcess<ContainerFunctions>(
				"container.ts",
				options,
			);
			await container.call.load(file);
			return container;
		},

		/** Stores an answer to each question. */
		async storeAnswers(questions: Question[]): Promise<void> {
			const tools = startProcess<ToolFunctions>("tools.ts");
			const answers = writeAnswers(questions);
			await tools.call.timeCache(["import", answers, "--local", url]);
			await tools.stop();
		},
	};
}

/** A question. The stand-in repeats the location, so that an answer to another question is wrong. */
export function ask(question: Question): Shot {
	return {
		...post(question, [200]),
		includes: promptAbout(question, "en").user.split("\n")[1] ?? "",
	};
}

export function post(body: object, statuses: number[]): Shot {
	return {
		method: "POST",
		path: "/api/reasoning",
		body: JSON.stringify(body),
		statuses,
	};
}

export function get(path: string, statuses = [200]): Shot {
	return { method: "GET", path, statuses };
}
