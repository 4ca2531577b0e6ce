/** The declared parameters, by GetParameters. */
import { authorize, jsonApi, jsonFaults } from "../core/jsonProtocol.ts";
import type { AwsService } from "../core/service.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations } from "../evaluate/declarations.ts";

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
	const declared = declarations.all("ssm.Parameter");
	const { region } = declared[0] ?? {};
	return jsonApi({
		GetParameters({ Names }, caller) {
			const names = [Names].flat().map(String);
			for (const name of names) {
				const resource = `parameter/${name.replace(/^\//, "")}`;
				const arn = `arn:aws:ssm:${region}:${account}:${resource}`;
				authorize(caller, "ssm:GetParameters", arn);
			}
			const found = declared.filter(({ name }) => names.includes(name));
			const isMissing = (wanted: string) =>
				!found.some(({ name }) => name === wanted);
			return {
				Parameters: found.map(({ name, type, insecureValue, value }) => ({
					Name: name,
					Type: type,
					Value: insecureValue ?? value,
				})),
				InvalidParameters: names.filter(isMissing),
			};
		},
	});
}
