/** Where the project's files are, whatever folder a command is called from. */
import { resolve } from "node:path";

/** Absolute path of the project. */
export const root = resolve(import.meta.dirname, "..");
