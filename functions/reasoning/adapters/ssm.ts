import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterNames } from "../environment.ts";
import { Unavailable } from "../errors.ts";
import type { Parameters } from "../ports.ts";
import { awsClient } from "./awsClient.ts";
import { memoizeWithTtl } from "./memoizeWithTtl.ts";

/** How long a changed parameter may stay unnoticed. */
const lifetime = 5 * 60 * 1000;

/** Reads the three parameters in one call; throws `Unavailable`. */
export function parameterStore(names: ParameterNames) {
	const client = new SSMClient(awsClient);
	return memoizeWithTtl(async (): Promise<Parameters> => {
		try {
			const { Parameters: found = [] } = await client.send(
				new GetParametersCommand({ Names: Object.values(names) }),
			);
			const value = (name: string) => {
				const text = found.find((parameter) => parameter.Name === name)?.Value;
				if (!text) throw new TypeError(`no parameter ${name}`);
				return text;
			};
			const cacheTtlDays = Number(value(names.cacheTtlDays));
			if (!(cacheTtlDays > 0))
				throw new TypeError(`${names.cacheTtlDays} is no number of days`);
			return {
				geminiModel: value(names.geminiModel),
				environment: value(names.environment),
				cacheTtlDays,
			};
		} catch (error) {
			throw new Unavailable(error);
		}
	}, lifetime);
}
