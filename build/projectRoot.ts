/** The project's folder, independent of the current directory. */
import { resolve } from "node:path";

/** Absolute path of the project. */
export const root = resolve(import.meta.dirname, "..");
