/** The kinds of configuration keys: how a value is read, what it may be, and how that is said. */
import * as z from "zod/mini";

/** What a key may hold, the same said as a rule, and a value that keeps to it, as a shell takes it. */
export interface Key<T> {
	parse(text: string): unknown;
	schema: z.ZodMiniType<T>;
	rule: string;
	example: string;
	/** Of an object: its fields, each with a rule and an example of its own. */
	fields?: Record<string, Pick<Key<unknown>, "rule" | "example">>;
}

export const text = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: (value) => value, schema, rule, example });

/** Pulumi hands every value that is not a string over as JSON; a string that is JSON is taken as well. */
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
	values: readonly T[],
	example: NoInfer<T>,
) => text(z.enum(values), `must be one of ${values.join(", ")}`, example);

export const list = <T>(
	element: z.ZodMiniType<T>,
	elements: string,
	example: string,
) =>
	json(z.array(element), `must be a list of ${elements}`, `'["${example}"]'`);

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

/** What a key holds, or what is wrong with it: a line for each fault, with the rule and the remedy. */
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

/** What is wrong with a key, or with a part of it: an element of its list, a field of its object. */
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
	const mend = remedy(key.fields ? `rm ${name}` : `set ${name} ${key.example}`);
	return typeof part === "number"
		? `${name}[${part}] ${is}, but ${name} ${key.rule}. ${mend}`
		: `${name} ${is}, but ${key.rule}. ${mend}`;
}

/** The last words of each refusal: what to type. */
export const remedy = (command: string) =>
	`Mend it: npx pulumi config ${command}`;

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
