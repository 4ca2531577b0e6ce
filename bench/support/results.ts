import { cpus, totalmem } from "node:os";
import type { Row } from "./benchmark.ts";

/** What `--json` writes. */
export interface Results {
	machine: Machine;
	rows: Row[];
}

export interface Machine {
	date: string;
	processor: string;
	cores: number;
	memoryGb: number;
	node: string;
	platform: string;
}

export function machine(): Machine {
	const [first] = cpus();
	return {
		date: new Date().toISOString().slice(0, 10),
		processor: first?.model.trim() ?? "unknown",
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		node: process.version,
		platform: `${process.platform} ${process.arch}`,
	};
}
