/** Points of a plane, found by place: what lies further away is not looked at. */
export class Grid<T> {
	readonly #cell: number;
	readonly #cells = new Map<string, { x: number; y: number; value: T }[]>();

	/** @param reach how far `nearest` looks */
	constructor(reach: number) {
		this.#cell = reach;
	}

	add(x: number, y: number, value: T): void {
		const key = this.#key(x, y);
		const cell = this.#cells.get(key);
		if (cell) cell.push({ x, y, value });
		else this.#cells.set(key, [{ x, y, value }]);
	}

	/** The nearest point within reach. */
	nearest(x: number, y: number): T | undefined {
		let found: T | undefined;
		let least = this.#cell;
		for (const dx of [-1, 0, 1])
			for (const dy of [-1, 0, 1]) {
				const key = this.#key(x + dx * this.#cell, y + dy * this.#cell);
				for (const point of this.#cells.get(key) ?? []) {
					const distance = Math.hypot(point.x - x, point.y - y);
					if (distance > least) continue;
					least = distance;
					found = point.value;
				}
			}
		return found;
	}

	#key(x: number, y: number): string {
		return `${Math.floor(x / this.#cell)} ${Math.floor(y / this.#cell)}`;
	}
}
