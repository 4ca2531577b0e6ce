/** The kinds of configuration keys: how to parse a value, the values allowed, and the rule in words. */
import * as z from "zod/mini";

/** The values that a key allows, the same as a rule in words, and a valid value, quoted for a shell. */
export interface Key<T> {
	parse(text: string): unknown;
	schema: z.ZodMiniType<T>;
	rule: string;
	example: string;
	/** For an object: its fields, each with a rule and an example. */
	fields?: Record<string, Pick<Key<unknown>, "rule" | "example">>;
}

export const text = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: (value) => value, schema, rule, example });

/** Pulumi passes values that are not strings as JSON. A string with JSON is accepted too. */
export const json = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: JSON.parse, schema, rule, example });

/** No upper limit in the configuration. */
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
	values: readonly T[],
	example: NoInfer<T>,
) => text(z.enum(values), `must be one of ${values.join(", ")}`, example);

export const list = <T>(
	element: z.ZodMiniType<T>,
	elements: string,
	example: string,
) =>
	json(z.array(element), `must be a list of ${elements}`, `'["${example}"]'`);

/** A string that may be empty; empty is undefined. */
export const optionalText = (pattern: RegExp, rule: string, example: string) =>
	text(
		z.pipe(
			z.union([z.literal(""), z.string().check(z.regex(pattern))]),
			z.transform((value) => value || undefined),
		),
		`${rule}, or empty`,
		example,
	);

/** An object that may be empty; empty is undefined. */
export const optionalObject = <T extends object>(
	schema: z.ZodMiniType<T>,
	fields: NonNullable<Key<T>["fields"]>,
): Key<T | undefined> => ({
	...json(
		z.pipe(z.transform(undefinedIfEmpty), z.optional(schema)),
		`must be an object of ${Object.keys(fields).join(" and ")}`,
		"",
	),
	fields,
});

function undefinedIfEmpty(value: unknown): unknown {
	const isEmpty =
		typeof value === "object" &&
		value !== null &&
		Object.keys(value).length === 0;
	return isEmpty ? undefined : value;
}

/** Returns the value of a key, or one line for each fault with the rule and the remedy. */
export function readKey<T>(
	name: string,
	text: string | undefined,
	key: Key<T>,
): { value: T } | { problems: string[] } {
	const value = parsed(key, text);
	const result = key.schema.safeParse(value);
	if (result.success) return { value: result.data };
	const faults = result.error.issues.map(({ path: [part] }) =>
		fault(name, key, part, part === undefined ? text : partOf(value, part)),
	);
	return { problems: [...new Set(faults)] };
}

/** Describes a fault of a key, or of an element of its list or a field of its object. */
function fault(
	name: string,
	key: Key<unknown>,
	part: PropertyKey | undefined,
	value: unknown,
): string {
	const is = value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
	const field = key.fields?.[String(part)];
	if (field) {
		const path = `${name}.${String(part)}`;
		return `${path} ${is}, but ${field.rule}. ${remedy(`set --path ${path} ${field.example}`)}`;
	}
	const fix = remedy(key.fields ? `rm ${name}` : `set ${name} ${key.example}`);
	return typeof part === "number"
		? `${name}[${part}] ${is}, but ${name} ${key.rule}. ${fix}`
		: `${name} ${is}, but ${key.rule}. ${fix}`;
}

/** The end of each message: the command to type. */
export const remedy = (command: string) =>
	`To fix it: npx pulumi config ${command}`;

function parsed({ parse }: Key<unknown>, text: string | undefined): unknown {
	try {
		return text === undefined ? undefined : parse(text);
	} catch {
		// Not JSON: the schema refuses the text itself.
		return text;
	}
}

const partOf = (value: unknown, part: PropertyKey) =>
	(value as Record<PropertyKey, unknown>)[part];
