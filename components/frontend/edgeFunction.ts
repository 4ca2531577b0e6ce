import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { SiteFile } from "../../build/site.ts";
import { apiPaths } from "../api/api.ts";
import { publishedPaths } from "../storage/storage.ts";
import type { Tags } from "../tags.ts";

export function createEdgeFunction(
	name: string,
	{ edgeCode, tags }: { edgeCode: string; tags: Tags },
	opts: pulumi.CustomResourceOptions,
): aws.cloudfront.Function {
	return new aws.cloudfront.Function(
		`${name}-viewer-request`,
		{
			runtime: "cloudfront-js-2.0",
			comment: "Admits known paths, strips /api, selects a month's encoding",
			code: edgeCode,
			publish: true,
			tags,
		},
		opts,
	);
}

/**
 * The valid paths, as a regular expression. Months are published between two
 * updates of the stack, and cached pages request files of earlier releases, so
 * the expression has only the form of these names.
 */
export function knownPath(files: SiteFile[]): string {
	const pages = files.map(({ key, hashed }) => {
		const literal = `/${key.replaceAll(".", "\\.")}`;
		return hashed ? literal.replace(/-\w+(?=\\\.\w+$)/, "-\\w+") : literal;
	});
	const paths = ["/", ...pages, ...publishedPaths, ...apiPaths];
	return `^(?:${paths.join("|")})$`;
}
