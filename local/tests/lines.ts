import { EventEmitter, once } from "node:events";

/** What comes line by line, for tests that wait for a line. */
export class Lines<Line> {
	readonly all: Line[] = [];
	readonly #events = new EventEmitter();

	add(line: Line): void {
		this.all.push(line);
		this.#events.emit("line");
	}

	/** Waits until this many lines fit. */
	async until(fits: (line: Line) => boolean, count = 1): Promise<Line[]> {
		for (;;) {
			const found = this.all.filter(fits);
			if (found.length >= count) return found;
			await once(this.#events, "line");
		}
	}
}
