/** The declared parameters: what reads them by name. */
import type { Caller } from "../core/caller.ts";
import {
	authorize,
	type Operations,
	ServiceError,
} from "../core/jsonProtocol.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
export function parameterStore(declarations: Declarations): Operations {
	const declared = declarations.all("ssm.Parameter");
	/** The parameter with this name, for who may do this with it. */
	const find = (caller: Caller, action: string, name: unknown) => {
		const found = declared.find((one) => name === one.name || name === one.arn);
		const arn = `arn:aws:ssm:${declared[0]?.region}:${account}:parameter/${`${name}`.replace(/^\//, "")}`;
		authorize(caller, action, found?.arn ?? arn);
		return found;
	};
	return {
		GetParameter({ Name }, caller) {
			const found = find(caller, "ssm:GetParameter", Name);
			if (found) return { Parameter: parameterOf(found) };
			throw new ServiceError("ParameterNotFound", "");
		},
		GetParameters({ Names }, caller) {
			const names: unknown[] = Array.isArray(Names) ? Names : [];
			const found = new Map(
				names.map((name) => [name, find(caller, "ssm:GetParameters", name)]),
			);
			const known = [...found.values()].filter((one) => one !== undefined);
			return {
				Parameters: known.map(parameterOf),
				InvalidParameters: names.filter((name) => !found.get(name)),
			};
		},
	};
}

function parameterOf(declared: StateOf<"ssm.Parameter">) {
	const { name, arn, type, insecureValue, value } = declared;
	return {
		Name: name,
		ARN: arn,
		Type: type,
		Value: insecureValue ?? value,
		Version: 1,
	};
}
