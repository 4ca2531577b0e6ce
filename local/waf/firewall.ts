/** The declared firewalls. Managed rule groups match no request here. */
import { BlockList, isIPv6 } from "node:net";
import { type Request, type Response, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

type WebAcl = StateOf<"wafv2.WebAcl">;
type Rule = NonNullable<WebAcl["rules"]>[number];
type Block = NonNullable<WebAcl["defaultAction"]["block"]>;
type Statement = Partial<Rule["statement"]>;
type ByteMatch = NonNullable<Statement["byteMatchStatement"]>;

type Verdict = Response | "allow" | "count";

/** @param now epoch milliseconds */
type Matches = (request: Request, now: number) => boolean;

/**
 * Returns the answer to a blocked request; undefined for an allowed one.
 * @param now epoch milliseconds
 */
export type Judge = (request: Request, now: number) => Response | undefined;

/**
 * The firewall with this ARN; without an ARN, one that blocks nothing.
 * @throws UsageError for a declaration that local/ cannot imitate
 */
export function firewallOf(
	declarations: Declarations,
	arn: string | undefined,
): Judge {
	if (!arn) return () => undefined;
	const acl = declarations.get("wafv2.WebAcl", { arn });
	const rules = [...(acl.rules ?? [])]
		.sort((a, b) => a.priority - b.priority)
		.map((rule) => ({
			matches: statementMatches(declarations, rule, rule.statement),
			verdict: verdictOf(acl, rule),
		}));
	const { block } = acl.defaultAction;
	const otherwise = block && blocked(acl, block);
	return (request, now) => {
		for (const { matches, verdict } of rules) {
			if (!matches(request, now) || verdict === "count") continue;
			return verdict === "allow" ? undefined : verdict;
		}
		return otherwise;
	};
}

function unknown({ name }: Rule, what: string): UsageError {
	return new UsageError(
		`the firewall rule ${name} has ${what}, which local/ does not imitate; take it out, or add it to local/waf/firewall.ts`,
	);
}

function verdictOf(acl: WebAcl, rule: Rule): Verdict {
	const { action, overrideAction } = rule;
	if (action?.block) return blocked(acl, action.block);
	if (action?.allow) return "allow";
	if (action?.count ?? overrideAction) return "count";
	throw unknown(rule, `the action ${Object.keys(action ?? {})}`);
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html */
function blocked(acl: WebAcl, { customResponse: custom }: Block): Response {
	if (!custom) return response(403, {}, "Request blocked.");
	const { responseCode, responseHeaders = [] } = custom;
	const headers = Object.fromEntries(
		responseHeaders.map(({ name, value }) => [name, value]),
	);
	const key = custom.customResponseBodyKey;
	if (!key) return response(responseCode, headers);
	const body = acl.customResponseBodies?.find((one) => one.key === key);
	if (body?.contentType !== "APPLICATION_JSON")
		throw new UsageError(
			`the firewall ${acl.name} declares no body ${key} of JSON`,
		);
	return response(
		responseCode,
		{ ...headers, "content-type": "application/json" },
		body.content,
	);
}

function statementMatches(
	declarations: Declarations,
	rule: Rule,
	statement: Statement,
): Matches {
	const {
		byteMatchStatement: bytes,
		ipSetReferenceStatement: set,
		managedRuleGroupStatement: managed,
		rateBasedStatement: rate,
	} = statement;
	if (managed) return () => false;
	if (bytes) return byteMatches(rule, bytes);
	if (set && !set.ipSetForwardedIpConfig)
		return addressMatches(declarations, set.arn);
	if (!rate || (rate.aggregateKeyType ?? "IP") !== "IP")
		throw unknown(rule, JSON.stringify(statement));
	const { limit, evaluationWindowSec = 300, scopeDownStatement } = rate;
	const isCounted = scopeDownStatement
		? statementMatches(declarations, rule, scopeDownStatement)
		: () => true;
	const isExceeded = rateLimit(limit, evaluationWindowSec);
	return (request, now) =>
		isCounted(request, now) && isExceeded(request.sourceIp, now);
}

function addressMatches(declarations: Declarations, arn: string): Matches {
	const { addresses = [] } = declarations.get("wafv2.IpSet", { arn });
	const list = new BlockList();
	for (const block of addresses) {
		const [network = "", prefix] = block.split("/");
		list.addSubnet(network, Number(prefix), familyOf(network));
	}
	return ({ sourceIp }) => list.check(sourceIp, familyOf(sourceIp));
}

const familyOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");

function byteMatches(rule: Rule, bytes: ByteMatch): Matches {
	const { fieldToMatch, searchString, textTransformations = [] } = bytes;
	const { uriPath, singleHeader } = fieldToMatch ?? {};
	const name = singleHeader?.name.toLowerCase();
	if (
		bytes.positionalConstraint !== "EXACTLY" ||
		textTransformations.some(({ type }) => type !== "NONE") ||
		!(uriPath ?? name)
	)
		throw unknown(rule, `the match ${JSON.stringify(bytes)}`);
	return ({ path, headers }) =>
		(name ? headers[name]?.join() : path) === searchString;
}

/** Milliseconds between two checks of the rates by WAF: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const step = 10_000;

/**
 * Counts a request, and says whether its address exceeds the limit in the window
 * that ends now. Blocked requests count too.
 */
function rateLimit(
	limit: number,
	windowSeconds: number,
): (address: string, now: number) => boolean {
	/** Counts by address and by step. */
	const addresses = new Map<string, Map<number, number>>();
	return (address, now) => {
		const current = Math.floor(now / step);
		const counts = addresses.get(address) ?? new Map<number, number>();
		addresses.set(address, counts);
		counts.set(current, (counts.get(current) ?? 0) + 1);
		let sum = 0;
		for (const [at, count] of counts)
			if (at <= current - (windowSeconds * 1000) / step) counts.delete(at);
			else sum += count;
		return sum > limit;
	};
}
