/**
 * What this page may give to the browser as markup or as a script's address;
 * the policy of the distribution names these policies, and forbids all else.
 * Imported before Leaflet, which writes `<svg/>` when it is loaded, to see
 * whether the browser knows SVG.
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

/** Undefined in browsers that do not know trusted types, which check nothing. */
const { trustedTypes } = globalThis as { trustedTypes?: Policies };

trustedTypes?.createPolicy("default", {
	createHTML(text) {
		if (text === "<svg/>") return text;
		throw new TypeError(`the page writes no markup: ${text.slice(0, 80)}`);
	},
});

const workers = trustedTypes?.createPolicy("workers", {
	createScriptURL(url) {
		if (/^worker-\w+\.js$/.test(url)) return url;
		throw new TypeError(`no script of the page: ${url}`);
	},
});

/** The address of a script of the site, as `Worker` takes it. */
export function scriptUrl(file: string): string {
	return workers?.createScriptURL(file) ?? file;
}
