/** The kinds of configuration keys: how a value is read, what it may be, and how that is said. */
import * as z from "zod/mini";

/** What a key may hold, the same said as a rule, and how a value that keeps to it is set. */
export interface Key<T> {
	parse(text: string): unknown;
	schema: z.ZodMiniType<T>;
	rule: string;
	example: string;
}

export const text = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: (value) => value, schema, rule, example });

/** Pulumi hands every value that is not a string over as JSON. */
export const json = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: JSON.parse, schema, rule, example });

/** No limit that the configuration knows of. */
export const unbounded = Number.MAX_SAFE_INTEGER;

export const integer = (from: number, to: number, example: number) =>
	json(
		z.int().check(z.gte(from), z.lte(to)),
		to === unbounded
			? `must be a whole number of ${from} or more`
			: `must be a whole number from ${from} to ${to}`,
		String(example),
	);

export const boolean = (example: boolean) =>
	json(z.boolean(), "must be true or false", String(example));

export const oneOf = <const T extends string>(
	values: T[],
	example: NoInfer<T>,
) => text(z.enum(values), `must be one of ${values.join(", ")}`, example);

/** A text that may be left empty, which is undefined. */
export const optionalText = (pattern: RegExp, rule: string, example: string) =>
	text(
		z.pipe(
			z.union([z.literal(""), z.string().check(z.regex(pattern))]),
			z.transform((value) => value || undefined),
		),
		`${rule}, or empty`,
		example,
	);

/** An object that may be left empty, which is undefined. */
export const optionalObject = <T extends object>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
) =>
	json(
		z.pipe(
			z.union([schema, z.strictObject({})]),
			z.transform((value) =>
				Object.keys(value).length > 0 ? (value as T) : undefined,
			),
		),
		`${rule}, or {}`,
		example,
	);
