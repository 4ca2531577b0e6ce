/** Formats the estimate as table rows for the terminal and docs/costs.md. */
import { type Line, total } from "./estimate.ts";
import prices from "./prices.json" with { type: "json" };
import { assumptions } from "./usage.ts";

const usd = (amount: number) => amount.toFixed(2);

/** USD per month by service: idle, and with the given use. */
export function byService(
	lines: Line[],
): [service: string, ...usd: string[]][] {
	const services = [...new Set(lines.map(({ service }) => service))];
	const rows = services.map(
		(service) =>
			[
				service,
				total(lines.filter((line) => line.service === service)),
			] as const,
	);
	return [...rows, ["total", total(lines)] as const].map(
		([service, { idle, inUse }]) => [service, usd(idle), usd(inUse)],
	);
}

/** Formats a plain text table. All columns except the first are right-aligned. */
export function textTable(head: string[], rows: string[][]): string {
	const widths = head.map((cell, column) =>
		Math.max(
			...[head, ...rows].map((row) => row[column]?.length ?? 0),
			cell.length,
		),
	);
	return [head, ...rows]
		.map((row) =>
			row
				.map((cell, column) =>
					column === 0
						? cell.padEnd(widths[0] ?? 0)
						: cell.padStart(widths[column] ?? 0),
				)
				.join("  "),
		)
		.join("\n");
}

/** Each price of the estimate with its quantity and cost. */
export const details = (lines: Line[]): string[][] =>
	lines.map(({ service, price, idle, inUse, idleUsd, inUseUsd }) => {
		const { usd: each, per, unit } = prices.prices[price];
		const quantity = Number((idle + inUse).toPrecision(3));
		return [
			service,
			`${quantity.toLocaleString("en")} ${unit}`,
			`${each} a ${per === 1 ? "unit" : per.toLocaleString("en")}`,
			usd(idleUsd + inUseUsd),
		];
	});

export const assumptionRows = (): string[][] =>
	Object.values(assumptions).map(({ value, means }) => [String(value), means]);

/** All prices, with their sources. */
export const priceRows = (): string[][] =>
	Object.entries(prices.prices).map(
		([name, { usd: each, per, unit, source, confirmed }]) => [
			`[${name}](${source})`,
			String(each),
			`${per.toLocaleString("en")} ${unit}`,
			confirmed ?? "not confirmed",
		],
	);
