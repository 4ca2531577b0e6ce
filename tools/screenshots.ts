/**
 * Takes the README's pictures from the running system: `npm run screenshots`.
 * It needs Chromium, at /usr/bin/chromium or where `CHROMIUM` says, and a font
 * with Japanese. The months are the sample's, the answers the stand-in's, and
 * no tile is asked for: the pictures are the same on any machine.
 */
import { type BrowserContextOptions, chromium } from "playwright-core";
import { start } from "./local.ts";

const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/** Each picture: its file, how the browser is, and what the page shows. */
const pictures: [
	file: string,
	options: BrowserContextOptions,
	address: string,
][] = [
	["page", wide, "#202407"],
	["page-dark", { ...wide, colorScheme: "dark" }, "#202407"],
	["page-ja", wide, "#202407?lang=ja"],
	["phone", phone, "#202407"],
	["phone-dark-ja", { ...phone, colorScheme: "dark" }, "#202407?lang=ja"],
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
		await page.locator("#anomalies button").first().click();
		await page.locator("blockquote").waitFor();
		// What names places comes after the map.
		await page.locator("#selected-place .where").waitFor();
		await page.mouse.move(0, 0);
		await page.screenshot({ path: `docs/${file}.png` });
		console.log(`docs/${file}.png`);
		await context.close();
	}
} finally {
	await browser.close();
	await system.stop();
}
