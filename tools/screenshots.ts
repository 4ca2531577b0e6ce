/**
 * Takes the README's pictures, and the one that other sites show for a link, from the running system: `npm run screenshots`.
 * It needs Chromium, at /usr/bin/chromium or at the path in `CHROMIUM`, and a
 * Japanese font. The months are the samples, the answers come from the stand-in,
 * and no tiles are loaded, so the pictures are the same on every machine.
 */
import { type BrowserContextOptions, chromium } from "playwright-core";
import { start } from "./local.ts";

const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/** https://developers.facebook.com/docs/sharing/webmasters/images */
const shared = { viewport: { width: 1200, height: 630 } };

/** Each picture: its file, the browser's options, and the address. */
const pictures: [
	file: string,
	options: BrowserContextOptions,
	address: string,
][] = [
	["docs/page.png", wide, "#202407"],
	["docs/page-dark.png", { ...wide, colorScheme: "dark" }, "#202407"],
	["docs/page-ja.png", wide, "#202407?lang=ja"],
	["docs/phone.png", phone, "#202407"],
	[
		"docs/phone-dark-ja.png",
		{ ...phone, colorScheme: "dark" },
		"#202407?lang=ja",
	],
	["site/share.png", shared, "#202407"],
];

const system = await start({
	stack: "dev",
	port: 0,
	config: {},
	folder: undefined,
});
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
try {
	for (const [file, options, address] of pictures) {
		const context = await browser.newContext(options);
		await context.route("**", (route) =>
			route.request().url().startsWith(system.url)
				? route.continue()
				: route.abort(),
		);
		const page = await context.newPage();
		await page.goto(`${system.url}/${address}`);
		const first = page.locator("#anomalies button").first();
		// Place names are loaded after the map.
		await first.getByText(/Brazil|ブラジル/).waitFor();
		if (options !== shared) {
			await first.click();
			await page.locator("blockquote").waitFor();
			await page.mouse.move(0, 0);
		}
		await page.screenshot({ path: file });
		console.log(file);
		await context.close();
	}
} finally {
	await browser.close();
	await system.stop();
}
