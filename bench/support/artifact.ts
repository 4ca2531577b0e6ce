/** The declared function, unpacked as Lambda unpacks it. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import {
	Declarations,
	type DeclaredResource,
} from "../../local/evaluate/declarations.ts";
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
	const { code, environment, region } = declarations.one("lambda.Function");
	const layer = declarations.one("lambda.LayerVersion");
	const folder = temporaryFolder();
	const copy = (archive: unknown, to: string) =>
		cpSync(join(root, (archive as { path: string }).path), to, {
			recursive: true,
		});
	copy(code, join(folder, "task"));
	copy(layer.code, join(folder, "opt"));
	return {
		file: join(folder, "task", "index.js"),
		tableName: declarations.one("dynamodb.Table").name,
		variables: {
			...environment?.variables,
			...endpoints,
			NODE_PATH: join(folder, "opt", "nodejs", "node_modules"),
			AWS_REGION: region,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local",
			// The AWS SDK warns of Node.js 20. Benchmarks may run on it; Lambda does not.
			AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
		},
	};
}
