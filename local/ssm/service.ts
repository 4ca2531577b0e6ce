/** The declared parameters: what reads them by name. */
import type { Caller } from "../core/caller.ts";
import {
	authorize,
	jsonApi,
	jsonFaults,
	ServiceError,
} from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";

export const ssm: AwsService = {
	name: "ssm",
	types: { "ssm.Parameter": {} },
	// https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
	faults: jsonFaults(
		["ThrottlingException", "Rate exceeded"],
		["InternalServerError", "Internal server error"],
	),
	start: ({ declarations }) => ({ api: parameterStore(declarations) }),
};

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
function parameterStore(declarations: Declarations) {
	const [first] = declarations.all("ssm.Parameter");
	/** The parameter with this name, for who may do this with it. */
	const find = (caller: Caller, action: string, name: string) => {
		const found = declarations.find("ssm.Parameter", { name });
		const arn = `arn:aws:ssm:${first?.region}:${account}:parameter/${name.replace(/^\//, "")}`;
		authorize(caller, action, found?.arn ?? arn);
		return found;
	};
	return jsonApi({
		GetParameter({ Name }, caller) {
			const found = find(caller, "ssm:GetParameter", `${Name}`);
			if (found) return { Parameter: parameterOf(found) };
			throw new ServiceError("ParameterNotFound", "");
		},
		GetParameters({ Names }, caller) {
			const names = [Names].flat().map(String);
			const found = names.map((name) =>
				find(caller, "ssm:GetParameters", name),
			);
			return {
				Parameters: found.flatMap((one) => (one ? parameterOf(one) : [])),
				InvalidParameters: names.filter((_, at) => !found[at]),
			};
		},
	});
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
