/** The declared parameters: GetParameter, GetParameters, GetParametersByPath. */
import type { ssm } from "@pulumi/aws";
import type { Declarations } from "../program/declarations.ts";
import type { Caller } from "./iam.ts";
import { authorize, type Operations, ServiceError } from "./jsonProtocol.ts";

interface Parameter {
	Name: string;
	ARN: string;
	Type: string;
	Value: string;
	Version: number;
	/** Epoch seconds. */
	LastModifiedDate: number;
	DataType: string;
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations_AWS_Systems_Manager.html */
export function parameterStore(declarations: Declarations): Operations {
	const parameters = readParameters(declarations);
	const named = (name: unknown) =>
		parameters.find(({ Name, ARN }) => name === Name || name === ARN);
	const may = (caller: Caller, action: string, name: unknown) =>
		authorize(caller, action, named(name)?.ARN ?? String(name));
	return {
		GetParameter({ Name }, caller) {
			may(caller, "ssm:GetParameter", Name);
			const Parameter = named(Name);
			if (Parameter) return { Parameter };
			throw new ServiceError("ParameterNotFound", "");
		},
		GetParameters({ Names }, caller) {
			const names = Names as string[];
			for (const name of names) may(caller, "ssm:GetParameters", name);
			return {
				Parameters: names.map(named).filter(Boolean),
				InvalidParameters: names.filter((name) => !named(name)),
			};
		},
		GetParametersByPath({ Path, Recursive }, caller) {
			const prefix = `${Path}`.replace(/\/?$/, "/");
			const found = parameters.filter(
				({ Name }) =>
					Name.startsWith(prefix) &&
					(Recursive || !Name.slice(prefix.length).includes("/")),
			);
			for (const { Name } of found)
				may(caller, "ssm:GetParametersByPath", Name);
			return { Parameters: found };
		},
	};
}

function readParameters(declarations: Declarations): Parameter[] {
	return declarations
		.all<ssm.Parameter>("aws:ssm/parameter:Parameter")
		.map(({ name, arn, type, insecureValue, value }) => ({
			Name: name,
			ARN: arn,
			Type: type,
			Value: insecureValue ?? value,
			Version: 1,
			LastModifiedDate: Math.floor(Date.now() / 1000),
			DataType: "text",
		}));
}
