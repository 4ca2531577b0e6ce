/** The operation CreateInvalidation of CloudFront's API. */
import type { Api } from "../core/service.ts";
import { failure, xml } from "../core/xml.ts";
import type { StateOf } from "../evaluate/declarations.ts";

type Declared = Pick<StateOf<"cloudfront.Distribution">, "id" | "arn">;

/**
 * @param invalidate removes paths from the cache; `*` in a path is any text
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
 */
export function serveInvalidations(
	{ id, arn }: Declared,
	invalidate: (paths: string[]) => void,
): Api {
	const action = "cloudfront:CreateInvalidation";
	let count = 0;
	return ({ method, path, body }, caller) => {
		const isServed = `POST /2020-05-31/distribution/${id}/invalidation`;
		if (`${method} ${path}` !== isServed)
			return failure(
				501,
				"NotImplemented",
				`This machine serves CreateInvalidation of the distribution ${id}.`,
			);
		const refusal = caller.refusal({ action, resource: arn });
		if (refusal) return failure(403, "AccessDenied", refusal);
		const elements = body.toString().matchAll(/<Path>([^<]*)<\/Path>/g);
		const paths = Array.from(elements, ([, text = ""]) => text);
		// The character & begins an entity of XML, which this machine does not decode.
		if (!paths.every((one) => /^\/[^&]*$/.test(one)))
			return failure(400, "InvalidArgument", "A path needs / and no &.");
		invalidate(paths);
		return xml(201, "Invalidation", {
			Id: `I${++count}`,
			Status: "Completed",
			CreateTime: new Date().toISOString(),
		});
	};
}
