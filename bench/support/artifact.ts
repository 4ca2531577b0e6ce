/** The declared function, unpacked as Lambda unpacks it. */
import { join } from "node:path";
import {
	Declarations,
	type DeclaredResource,
} from "../../local/evaluate/declarations.ts";
import { unpackFunction } from "../../local/lambda/lambda.ts";
import { temporaryFolder } from "./data.ts";

export interface Artifact {
	/** The file with the handler. */
	file: string;
	/** Environment variables: the declared ones and those of Lambda. */
	variables: Record<string, string>;
	tableName: string;
}

/**
 * Unpacks code and layer outside of the project, so that they cannot load its packages.
 * @param endpoints `AWS_ENDPOINT_URL`, `GEMINI_BASE_URL`
 */
export function unpack(
	resources: DeclaredResource[],
	endpoints: Record<string, string> = {},
): Artifact {
	const declarations = new Declarations(resources);
	const declared = declarations.one("lambda.Function");
	const folder = temporaryFolder();
	const { taskRoot, opt } = unpackFunction(declarations, declared, folder);
	return {
		file: join(taskRoot, "index.js"),
		tableName: declarations.one("dynamodb.Table").name,
		variables: {
			...declared.environment?.variables,
			...endpoints,
			NODE_PATH: join(opt, "nodejs", "node_modules"),
			AWS_REGION: declared.region,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local",
			// The AWS SDK warns of Node.js 20. Benchmarks may run on it; Lambda does not.
			AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
		},
	};
}
