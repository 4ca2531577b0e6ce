// The CloudFront Function of `/api/*`, run for each request before the cache.
// It becomes a script without modules (build/functions.ts), so it imports
// nothing and knows only what cloudfront-js-2.0 knows:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html

interface ViewerRequestEvent {
	viewer: { ip: string };
	request: {
		uri: string;
		headers: Record<string, { value: string }>;
	};
}

export function handler(
	event: ViewerRequestEvent,
): ViewerRequestEvent["request"] {
	const request = event.request;
	// The API does not know under which path of the site it is.
	if (request.uri.startsWith("/api/")) request.uri = request.uri.slice(4);
	// What a viewer says of itself is overwritten, or dropped: its address, and
	// whether its request is traced.
	request.headers["x-viewer-ip"] = { value: event.viewer.ip };
	delete request.headers["x-forwarded-for"];
	delete request.headers["x-amzn-trace-id"];
	return request;
}
