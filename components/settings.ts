/** The one reader of the stack's configuration; Pulumi.yaml has each key's type, default and description. */
import { statSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod/mini";

/** What a key may hold, the same said as a rule, and how a value that keeps to it is set. */
interface Key<T> {
	parse(text: string): unknown;
	schema: z.ZodMiniType<T>;
	rule: string;
	example: string;
}

const text = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: (value) => value, schema, rule, example });

/** Pulumi hands every value that is not a string over as JSON. */
const json = <T>(
	schema: z.ZodMiniType<T>,
	rule: string,
	example: string,
): Key<T> => ({ parse: JSON.parse, schema, rule, example });

const integer = (from: number, to: number, example: number) =>
	json(
		z.int().check(z.gte(from), z.lte(to)),
		to === Number.MAX_SAFE_INTEGER
			? `must be a whole number of ${from} or more`
			: `must be a whole number from ${from} to ${to}`,
		String(example),
	);

const boolean = (example: boolean) =>
	json(z.boolean(), "must be true or false", String(example));

const oneOf = <const T extends string>(values: T[], example: NoInfer<T>) =>
	text(z.enum(values), `must be one of ${values.join(", ")}`, example);

const geminiModel = (example: string) =>
	text(
		z.string().check(z.regex(/^gemini-[a-z0-9.-]+$/)),
		"must be the id of a Gemini model",
		example,
	);

const isFolder = (path: string) =>
	statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827,
	2192, 2557, 2922, 3288, 3653,
];

const unbounded = Number.MAX_SAFE_INTEGER;

const keys = {
	geminiModel: geminiModel("gemini-3.5-flash-lite"),
	fallbackModel: geminiModel("gemini-3.5-flash"),
	reasoningLanguage: oneOf(["en", "ja"], "en"),
	requirePublished: boolean(true),
	cacheTtlDays: integer(1, 3650, 90),
	// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
	parameterPrefix: text(
		z.string().check(z.regex(/^(?!\/(aws|ssm))(\/[\w.-]+){1,13}$/i)),
		"must begin with / and not end with it, and not begin with /aws or /ssm",
		"/app/dev",
	),
	dataDir: text(
		z.string().check(z.refine(isFolder)),
		"must be a folder with anomaliesYYYYMM.geojson files",
		"site/data",
	),
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
	lambdaMemoryMb: integer(128, 10_240, 512),
	provisionedConcurrency: integer(0, unbounded, 1),
	apiRateLimit: integer(1, unbounded, 100),
	apiBurstLimit: integer(1, unbounded, 200),
	apiDailyQuota: integer(1, unbounded, 10_000),
	priceClass: oneOf(
		["PriceClass_100", "PriceClass_200", "PriceClass_All"],
		"PriceClass_100",
	),
	logRetentionDays: json(
		z.number().check(z.refine((days) => retentionDays.includes(days))),
		`must be one of ${retentionDays.join(", ")}`,
		"14",
	),
	alertEmails: json(
		z.array(z.email()),
		"must be a list of e-mail addresses",
		"--path 'alertEmails[0]' operator@example.com",
	),
	protectData: boolean(true),
} satisfies Record<string, Key<unknown>>;

type Keys = typeof keys;
type ValueOf<K> = K extends Key<infer T> ? T : never;

export type Settings = { [Name in keyof Keys]: ValueOf<Keys[Name]> } & {
	stack: string;
	/** A secret: whatever is made of it is encrypted in the state. */
	geminiKey: pulumi.Output<string>;
};

/** The configuration breaks rules; `message` has them all, and nothing was made. */
export class WrongSettings extends Error {
	constructor(stack: string, problems: string[]) {
		super(
			[`The configuration of stack ${stack} is refused:`, ...problems].join(
				"\n  ",
			),
		);
		this.name = "WrongSettings";
	}
}

/**
 * Reads and checks the whole configuration of the stack.
 * @throws WrongSettings with every wrong value, the rule that it breaks and the remedy
 */
export function loadSettings(): Settings {
	const config = new pulumi.Config();
	const problems: string[] = [];
	const values: Record<string, unknown> = {};
	for (const [name, key] of Object.entries<Key<unknown>>(keys)) {
		const value = config.get(name);
		const parsed = key.schema.safeParse(parse(key, value));
		if (parsed.success) values[name] = parsed.data;
		else problems.push(problem(name, value, key));
	}
	// Not shown, and not read through `config.get`, which is not for secrets.
	const secret = pulumi.runtime.getConfig(`${config.name}:geminiKey`);
	if (!secret || /\s/.test(secret))
		problems.push(
			"geminiKey (a secret) must be a Gemini API key without white space. Mend it: pulumi config set --secret geminiKey",
		);
	const stack = pulumi.getStack();
	if (problems.length > 0) throw new WrongSettings(stack, problems);
	const geminiKey = config.requireSecret("geminiKey");
	return { ...(values as Settings), stack, geminiKey };
}

function parse({ parse }: Key<unknown>, value: string | undefined): unknown {
	try {
		return value === undefined ? undefined : parse(value);
	} catch {
		// Not JSON: the schema refuses the text itself.
		return value;
	}
}

function problem(
	name: string,
	value: string | undefined,
	{ rule, example }: Key<unknown>,
): string {
	const is = value === undefined ? "is not set" : `is ${JSON.stringify(value)}`;
	const set = example.startsWith("--") ? example : `${name} ${example}`;
	return `${name} ${is}, but ${rule}. Mend it: pulumi config set ${set}`;
}
