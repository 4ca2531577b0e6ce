/** CloudFront's API, as far as it changes what the edge keeps: CreateInvalidation. */
import { type Call, type Caller, refusal } from "../core/caller.ts";
import type { Request, Response } from "../core/http.ts";
import { textsOf, xml } from "../core/xml.ts";
import type { StateOf } from "../evaluate/declarations.ts";

type Declared = Pick<StateOf<"cloudfront.Distribution">, "id" | "arn">;

const namespace = "http://cloudfront.amazonaws.com/doc/2020-05-31/";

/**
 * @param forget forgets what is kept under paths, in which `*` is any text
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
 */
export function serveInvalidations(
	{ id, arn }: Declared,
	forget: (paths: string[]) => void,
): (request: Request, caller: Caller) => Response {
	let count = 0;
	return (request, caller) => {
		const [, asked] =
			/^\/2020-05-31\/distribution\/([^/]+)\/invalidation$/.exec(
				request.path,
			) ?? [];
		if (asked === undefined || request.method !== "POST")
			return failure(
				501,
				"NotImplemented",
				"This machine serves CreateInvalidation; distributions come from the program.",
			);
		const call: Call = {
			action: "cloudfront:CreateInvalidation",
			resource: arn,
		};
		if (!caller.may(call))
			return failure(403, "AccessDenied", refusal(caller, call));
		if (asked !== id)
			return failure(
				404,
				"NoSuchDistribution",
				"The specified distribution does not exist.",
			);
		const document = request.body.toString();
		const paths = textsOf(document, "Path");
		if (paths.length === 0 || paths.some((path) => !path.startsWith("/")))
			return failure(
				400,
				"InvalidArgument",
				"Your request contains one or more invalid invalidation paths.",
			);
		forget(paths);
		const [CallerReference = ""] = textsOf(document, "CallerReference");
		return xml(
			201,
			"Invalidation",
			{
				Id: `I${String(++count).padStart(12, "0")}`,
				Status: "Completed",
				CreateTime: new Date().toISOString(),
				InvalidationBatch: {
					Paths: { Quantity: paths.length, Items: { Path: paths } },
					CallerReference,
				},
			},
			namespace,
		);
	};
}

function failure(status: number, Code: string, Message: string): Response {
	return xml(
		status,
		"ErrorResponse",
		{ Error: { Type: "Sender", Code, Message } },
		namespace,
	);
}
