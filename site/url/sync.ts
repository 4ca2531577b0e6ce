/** Synchronizes the address of the page and the choice. */
import { effect } from "@preact/signals-core";
import { restore } from "../state/actions.ts";
import { type Choice, choice } from "../state/state.ts";
import { readAddress, writeAddress } from "./address.ts";

/** A change of these makes a new history entry; any other change replaces the current entry. */
const places = ({ month, at }: Choice) =>
	`${month} ${at?.lat.toFixed(5)} ${at?.lon.toFixed(5)}`;

export function followAddress(): void {
	restore(readAddress(location.hash));
	const read = () => {
		if (location.hash !== writeAddress(choice.peek()))
			restore(readAddress(location.hash));
	};
	addEventListener("popstate", read);
	addEventListener("hashchange", read);
	effect(() => {
		const address = writeAddress(choice.value);
		if (address === location.hash) return;
		const before = readAddress(location.hash);
		const isNew =
			before.month !== undefined && places(before) !== places(choice.value);
		if (isNew) history.pushState(null, "", address);
		else history.replaceState(null, "", address);
	});
}
