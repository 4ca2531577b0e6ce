/** The part of a package without types that is used here. */
declare module "dynalite" {
	import type { Server } from "node:http";

	export default function dynalite(options: {
		/** Folder of the store; in memory when absent. */
		path?: string;
		/** How long a table takes to be made, milliseconds. */
		createTableMs?: number;
	}): Server;
}
