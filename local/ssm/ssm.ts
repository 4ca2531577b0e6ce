/** The declared parameters: what reads them. */
import type { ssm } from "@pulumi/aws";
import {
	authorize,
	type Operations,
	ServiceError,
} from "../core/jsonProtocol.ts";
import { account } from "../evaluate/computed.ts";
import type { Declarations, StateOf } from "../evaluate/declarations.ts";
import type { Caller } from "../iam/iam.ts";

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
	const declared = declarations.all<ssm.Parameter>(
		"aws:ssm/parameter:Parameter",
	);
	const parameters = declared.map(parameterOf);
	const named = (name: unknown) =>
		parameters.find(({ Name, ARN }) => name === Name || name === ARN);
	/** Of a parameter or a path, whether there is one or not. */
	const arnOf = (name: unknown) =>
		named(name)?.ARN ??
		`arn:aws:ssm:${declared[0]?.region}:${account}:parameter/${`${name}`.replace(/^\//, "")}`;
	const may = (caller: Caller, action: string, name: unknown) =>
		authorize(caller, action, arnOf(name));
	return {
		GetParameter({ Name }, caller) {
			may(caller, "ssm:GetParameter", Name);
			const Parameter = named(Name);
			if (Parameter) return { Parameter };
			throw new ServiceError("ParameterNotFound", "");
		},
		GetParameters({ Names }, caller) {
			const names = Array.isArray(Names) ? Names : [];
			if (names.length < 1 || names.length > 10)
				throw new ServiceError(
					"ValidationException",
					"1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10, and greater than or equal to 1",
				);
			for (const name of names) may(caller, "ssm:GetParameters", name);
			return {
				Parameters: names.map(named).filter(Boolean),
				InvalidParameters: names.filter((name) => !named(name)),
			};
		},
		GetParametersByPath({ Path, Recursive }, caller) {
			// The right is to the path: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
			may(caller, "ssm:GetParametersByPath", Path);
			const prefix = `${Path}`.replace(/\/?$/, "/");
			const found = parameters.filter(
				({ Name }) =>
					Name.startsWith(prefix) &&
					(Recursive || !Name.slice(prefix.length).includes("/")),
			);
			return { Parameters: found };
		},
		DescribeParameters(_, caller) {
			authorize(caller, "ssm:DescribeParameters", "*");
			return { Parameters: parameters.map(({ Value, ...rest }) => rest) };
		},
	};
}

function parameterOf(declared: StateOf<ssm.Parameter>): Parameter {
	const { name, arn, type, insecureValue, value } = declared;
	return {
		Name: name,
		ARN: arn,
		Type: type,
		Value: insecureValue ?? value,
		Version: 1,
		LastModifiedDate: Math.floor(Date.now() / 1000),
		DataType: "text",
	};
}
