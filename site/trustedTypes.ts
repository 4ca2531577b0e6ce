/**
 * The Trusted Types policies: the only markup and script addresses that the page
 * creates. The content security policy of the distribution allows these policies
 * and no others. Import this file before Leaflet, which writes `<svg/>` when it is
 * loaded, to test whether the browser supports SVG.
 */
interface Policies {
	createPolicy(
		name: string,
		rules: {
			createHTML?(text: string): string;
			createScriptURL?(url: string): string;
		},
	): { createScriptURL(url: string): string };
}

/** Undefined in browsers without Trusted Types. */
const { trustedTypes } = globalThis as { trustedTypes?: Policies };

trustedTypes?.createPolicy("default", {
	createHTML(text) {
		if (text === "<svg/>") return text;
		throw new TypeError(`the page writes no markup: ${text.slice(0, 80)}`);
	},
});

const workers = trustedTypes?.createPolicy("workers", {
	createScriptURL(url) {
		if (/^(worker|bordersWorker)-\w+\.js$/.test(url)) return url;
		throw new TypeError(`no script of the page: ${url}`);
	},
});

/** The address of a script of the site, as `Worker` takes it. */
export function scriptUrl(file: string): string {
	return workers?.createScriptURL(file) ?? file;
}
