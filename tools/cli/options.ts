/** Parsers for the values of options and arguments. */
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";

/** @returns a parser of numbers; its error message states the range */
export function number(least: number, most: number, whole = false) {
	return (text: string): number => {
		const value = text.trim() === "" ? Number.NaN : Number(text);
		if (value >= least && value <= most && (!whole || Number.isInteger(value)))
			return value;
		throw new InvalidArgumentError(
			`It must be a ${whole ? "whole " : ""}number from ${least} to ${most}.`,
		);
	};
}

export const wholeNumber = (least: number, most: number) =>
	number(least, most, true);

/** Converts `2023-06` or `202306` to `202306`. */
export function month(text: string): string {
	const [, year, name] = /^(\d{4})-?(0[1-9]|1[0-2])$/.exec(text) ?? [];
	if (year && name) return `${year}${name}`;
	throw new InvalidArgumentError("It must be a month such as 2023-06.");
}

/** Refuses an empty value, which an unset variable of a shell leaves. */
export function filled(text: string): string {
	if (text.trim() !== "") return text;
	throw new InvalidArgumentError("It is empty; give a value.");
}

/** @returns a parser that resolves paths relative to the folder */
export const pathFrom = (folder: string) => (text: string) =>
	resolve(folder, filled(text));
