/** The declared firewalls. Managed rule groups let everything pass here. */
import { BlockList, isIPv6 } from "node:net";
import { type Request, type Response, response } from "../core/http.ts";
import { UsageError } from "../core/usageError.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import { RateLimit } from "./rateLimit.ts";

type WebAcl = StateOf<"wafv2.WebAcl">;
type Rule = NonNullable<WebAcl["rules"]>[number];
type Block = NonNullable<WebAcl["defaultAction"]["block"]>;
type Statement = Pick<
	Rule["statement"],
	"byteMatchStatement" | "ipSetReferenceStatement"
>;
type ByteMatch = NonNullable<Statement["byteMatchStatement"]>;

type Verdict = Response | "allow" | "count";

/** @param now epoch milliseconds */
type Matches = (request: Request, now: number) => boolean;

/** The firewall with this ARN; undefined when there is to be none. */
export function firewallOf(
	declarations: Declarations,
	arn: string | undefined,
): Firewall | undefined {
	if (!arn) return undefined;
	const acl = declarations
		.all("wafv2.WebAcl")
		.find((candidate) => candidate.arn === arn);
	if (!acl) throw new UsageError(`no firewall is declared with the ARN ${arn}`);
	return new Firewall(declarations, acl);
}

export class Firewall {
	/** In the order of their priority. */
	readonly #rules: { matches: Matches; verdict: Verdict }[];
	readonly #default: Response | undefined;

	/** @throws UsageError for what is declared and cannot be imitated */
	constructor(declarations: Declarations, acl: WebAcl) {
		this.#rules = [...(acl.rules ?? [])]
			.sort((a, b) => a.priority - b.priority)
			.map((rule) => ({
				matches: ruleMatches(declarations, rule),
				verdict: verdictOf(acl, rule),
			}));
		const { block } = acl.defaultAction;
		this.#default = block && blocked(acl, block);
	}

	/** The answer to a request that is blocked; undefined when it may pass. */
	judge(request: Request, now: number): Response | undefined {
		for (const { matches, verdict } of this.#rules) {
			if (!matches(request, now) || verdict === "count") continue;
			return verdict === "allow" ? undefined : verdict;
		}
		return this.#default;
	}
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

const contentTypes: Record<string, string> = {
	APPLICATION_JSON: "application/json",
	TEXT_HTML: "text/html",
};

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html */
function blocked(acl: WebAcl, { customResponse: custom }: Block): Response {
	if (!custom) return response(403, {}, "Request blocked.");
	const headers: Record<string, string> = {};
	for (const { name, value } of custom.responseHeaders ?? [])
		headers[name] = value;
	const key = custom.customResponseBodyKey;
	if (!key) return response(custom.responseCode, headers);
	const body = acl.customResponseBodies?.find((one) => one.key === key);
	if (!body)
		throw new UsageError(`the firewall ${acl.name} declares no body ${key}`);
	headers["content-type"] = contentTypes[body.contentType] ?? body.contentType;
	return response(custom.responseCode, headers, body.content);
}

function ruleMatches(declarations: Declarations, rule: Rule): Matches {
	const { managedRuleGroupStatement, rateBasedStatement } = rule.statement;
	if (managedRuleGroupStatement) return () => false;
	if (/forwardedIpConfig/i.test(JSON.stringify(rule.statement)))
		throw unknown(rule, "addresses out of a header");
	if (!rateBasedStatement)
		return statementMatches(declarations, rule, rule.statement);
	const { aggregateKeyType, limit, evaluationWindowSec, scopeDownStatement } =
		rateBasedStatement;
	if ((aggregateKeyType ?? "IP") !== "IP")
		throw unknown(rule, `a rate by ${aggregateKeyType}`);
	const isCounted = scopeDownStatement
		? statementMatches(declarations, rule, scopeDownStatement)
		: () => true;
	const rate = new RateLimit(limit, evaluationWindowSec ?? 300);
	return (request, now) =>
		isCounted(request, now) && rate.isExceeded(request.sourceIp, now);
}

function statementMatches(
	declarations: Declarations,
	rule: Rule,
	statement: Statement,
): Matches {
	const { byteMatchStatement: bytes, ipSetReferenceStatement: set } = statement;
	if (bytes) return byteMatches(rule, bytes);
	if (set) return addressMatches(declarations, rule, set.arn);
	throw unknown(rule, Object.keys(statement).join());
}

function addressMatches(
	declarations: Declarations,
	rule: Rule,
	arn: string,
): Matches {
	const set = declarations
		.all("wafv2.IpSet")
		.find((candidate) => candidate.arn === arn);
	if (!set) throw unknown(rule, `the IP set ${arn}, which is not declared`);
	const list = new BlockList();
	for (const block of set.addresses ?? []) {
		const [network = "", prefix] = block.split("/");
		list.addSubnet(network, Number(prefix), familyOf(network));
	}
	return ({ sourceIp }) => list.check(sourceIp, familyOf(sourceIp));
}

const familyOf = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");

const constraints: Record<string, (text: string, wanted: string) => boolean> = {
	EXACTLY: (text, wanted) => text === wanted,
	STARTS_WITH: (text, wanted) => text.startsWith(wanted),
};

function byteMatches(rule: Rule, bytes: ByteMatch): Matches {
	const { fieldToMatch, searchString, textTransformations = [] } = bytes;
	const { uriPath, singleHeader } = fieldToMatch ?? {};
	const name = singleHeader?.name.toLowerCase();
	const fits = constraints[bytes.positionalConstraint];
	const isPlain = textTransformations.every(({ type }) => type === "NONE");
	if (!fits || !isPlain || !(uriPath ?? name))
		throw unknown(rule, `the match ${JSON.stringify(bytes)}`);
	return ({ path, headers }) => {
		const text = name ? headers[name]?.join() : path;
		return text !== undefined && fits(text, searchString);
	};
}
