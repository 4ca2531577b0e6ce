import type { LeafletMap } from "./leaflet.ts";
import type { PointsLayer } from "./pointsLayer.ts";

/** Id of the element that a screen reader announces. */
const optionId = "map-point";

const directions: Record<string, readonly [x: number, y: number]> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

export interface PointKeysHandlers {
	onPick(rows: number[]): void;
	/** The current marker has changed; undefined if there is none. */
	onMove(row: number | undefined): void;
	/** The name of a marker. */
	nameOf(rows: number[]): string;
}

/**
 * Keyboard access to the map: arrow keys move from marker to marker, Enter picks,
 * + and − zoom. The map keeps the focus, and its active descendant names the
 * current marker.
 */
export class PointKeys {
	readonly #map: LeafletMap;
	readonly #points: PointsLayer;
	readonly #handlers: PointKeysHandlers;
	readonly #list = document.createElement("div");
	readonly #option = document.createElement("div");
	#row: number | undefined;

	constructor(
		map: LeafletMap,
		points: PointsLayer,
		handlers: PointKeysHandlers,
	) {
		this.#map = map;
		this.#points = points;
		this.#handlers = handlers;
		this.#list.setAttribute("role", "listbox");
		this.#list.className = "map-points";
		this.#option.setAttribute("role", "option");
		this.#option.ariaSelected = "true";
		this.#option.id = optionId;
		this.#list.append(this.#option);
		const container = map.getContainer();
		container.addEventListener("keydown", (event) => {
			if (event.target === container && this.#take(event))
				event.preventDefault();
		});
		container.addEventListener("blur", () => this.leave());
	}

	name(label: string): void {
		this.#list.ariaLabel = label;
	}

	/** Clears the current marker. */
	leave(): void {
		if (this.#row !== undefined) this.#set(undefined);
	}

	/** Whether the key was for the map. */
	#take({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
		if (ctrlKey || metaKey || altKey) return false;
		const direction = directions[key];
		if (direction) this.#step(direction);
		else if (key === "+" || key === "=") this.#map.zoomIn();
		else if (key === "-") this.#map.zoomOut();
		else if (key === "Enter" || key === " ") return this.#pick();
		else return false;
		return true;
	}

	#pick(): boolean {
		if (this.#row === undefined) return false;
		this.#handlers.onPick(this.#points.groupOf(this.#row));
		return true;
	}

	/** Moves to the nearest marker in a direction; if there is none in view, the map moves. */
	#step([dx, dy]: readonly [x: number, y: number]): void {
		const size = this.#map.getSize();
		const markers = this.#points.inView(size);
		const from = markers.find(({ row }) => row === this.#row) ?? {
			x: size.x / 2,
			y: size.y / 2,
		};
		let next: number | undefined;
		let least = Number.POSITIVE_INFINITY;
		for (const { row, x, y } of markers) {
			const along = (x - from.x) * dx + (y - from.y) * dy;
			const across = Math.abs((x - from.x) * dy + (y - from.y) * dx);
			const way = along + 2 * across;
			if (row === this.#row || along <= 0 || across > 2 * along || way >= least)
				continue;
			next = row;
			least = way;
		}
		if (next !== undefined) this.#set(next);
		else this.#map.panBy([(dx * size.x) / 3, (dy * size.y) / 3]);
	}

	#set(row: number | undefined): void {
		this.#row = row;
		this.#handlers.onMove(row);
		const container = this.#map.getContainer();
		if (row === undefined) {
			container.removeAttribute("aria-activedescendant");
			this.#list.remove();
			return;
		}
		this.#option.textContent = this.#handlers.nameOf(this.#points.groupOf(row));
		container.append(this.#list);
		container.setAttribute("aria-activedescendant", optionId);
	}
}
