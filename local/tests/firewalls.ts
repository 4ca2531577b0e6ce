/** The fixture's firewalls, to be changed. */
import type { Request } from "../core/http.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { firewallOf, type Judge } from "../waf/firewall.ts";
import { type State, stateOf } from "./declare.ts";
import { fixture } from "./fixture.ts";

export interface Acl extends State {
	arn: string;
	rules: (State & { name: string; statement: State })[];
	customResponseBodies: State[];
}

export const aclOf = (declarations: Declarations, name = "firewall") =>
	stateOf(declarations, name) as Acl;

/** The rule with this name. */
export function ruleOf(declarations: Declarations, name: string) {
	const rule = aclOf(declarations).rules.find((one) => one.name === name);
	if (!rule) throw new Error(`no rule ${name}`);
	return rule as typeof rule & {
		action: State;
		statement: Record<string, State>;
	};
}

export const withFirewalls = { hasFirewalls: true };

/** A request of a blocked address. */
export const request: Request = {
	method: "GET",
	path: "/api/health",
	query: "",
	headers: {},
	body: Buffer.alloc(0),
	sourceIp: "192.0.2.1",
};

/** The firewall that the fixture declares before the distribution. */
export function firewallWith(
	change: (declarations: Declarations) => void = () => {},
): Judge {
	const declarations = fixture(withFirewalls);
	change(declarations);
	return firewallOf(declarations, aclOf(declarations).arn);
}
