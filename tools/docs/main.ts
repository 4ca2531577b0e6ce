/** `npm run docs`: regenerates the parts of the documents that come from the program. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../build/projectRoot.ts";
import { Evaluator } from "../../local/evaluate/declarations.ts";
import { stackConfig } from "../local.ts";
import { documents } from "./documents.ts";

const read = (stack: string) =>
	new Evaluator().read(stackConfig(stack, { geminiKey: "any-key" }));

const made = documents({
	dev: await read("dev"),
	prod: await read("prod"),
	stackFolder: root,
});
for (const [file, text] of made) {
	writeFileSync(join(root, file), text);
	console.log(file);
}
