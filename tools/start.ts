/** `npm start`: serves what the program declares on this machine. `npm run dev` also reloads changes. */
import { root } from "../build/projectRoot.ts";
import { Evaluator } from "../local/evaluate/declarations.ts";

try {
	const evaluator = new Evaluator();
	// Pulumi takes longest to load: its process starts before the rest is loaded here.
	evaluator.prepare(root);
	const [{ runCli }, { project }] = await Promise.all([
		import("../local/cli/cli.ts"),
		import("./local.ts"),
	]);
	await runCli(project(process.env.GEMINI_API_KEY || undefined, evaluator));
} catch (error) {
	const { code, message } = error as NodeJS.ErrnoException;
	// The second code is that of a package that misses another one.
	if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND")
		throw error;
	const [missing] = message.split("\n");
	console.error(`npm start needs the packages of local/: npm ci (${missing})`);
	process.exit(1);
}
