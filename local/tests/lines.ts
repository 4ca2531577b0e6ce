import { EventEmitter, once } from "node:events";

/** Collects lines, and lets a test wait for one. */
export class Lines<Line> {
	readonly all: Line[] = [];
	readonly #events = new EventEmitter();

	add(line: Line): void {
		this.all.push(line);
		this.#events.emit("line");
	}

	/** Waits for this many lines that fit. */
	async until(fits: (line: Line) => boolean, count = 1): Promise<Line[]> {
		for (;;) {
			const found = this.all.filter(fits);
			if (found.length >= count) return found;
			await once(this.#events, "line");
		}
	}
}
