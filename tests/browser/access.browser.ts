import { expect } from "chai";
import type { MonthIndex } from "../../contract/month.ts";
import { coordinates } from "../../site/i18n/format.ts";
import { readAddress } from "../../site/url/address.ts";
import { narrow, published, type Visit, visits, wide } from "./support.ts";

const [strongest, second] = published("202407");

describe("The page's accessibility", () => {
	const visitTo = visits();
	let visit: Visit;

	const focused = () =>
		visit.page.locator(":focus").evaluate((element) => {
			const { outlineStyle } = getComputedStyle(element);
			return `${element.ariaLabel ?? element.textContent?.replace(/\s+/g, " ").trim()} (${outlineStyle})`;
		});

	it("reaches month, list, anomaly and answer, and returns, by keyboard in at most 15 stops", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		const { keyboard } = visit.page;
		let stops = 0;
		const tabTo = async (name: RegExp) => {
			do {
				await keyboard.press("Tab");
				stops++;
				expect(stops, `stops until ${name}`).to.be.at.most(15);
			} while (!name.test(await focused()));
		};
		await tabTo(/^January 2025.*solid/);
		await keyboard.press("Home");
		expect(await focused()).to.match(/^July 2024/);
		await keyboard.press("Enter");
		await visit.shows("July 2024");
		expect(await focused(), "the month keeps the focus").to.match(/^July 2024/);
		await tabTo(/° [NS].*solid/);
		await keyboard.press("ArrowDown");
		await keyboard.press("Enter");
		await visit.opens(second as typeof strongest);
		expect(await focused()).to.include(coordinates(second as typeof strongest));
		await visit.page.locator(".origin").waitFor();
		await keyboard.press("Escape");
		await visit.page.locator("#selected").waitFor({ state: "hidden" });
		expect(await focused(), "where it came from").to.include(
			coordinates(second as typeof strongest),
		);
		expect(stops).to.be.at.most(15);
	});

	it("has a skip link to the list, one tab stop for all months and one for all anomalies", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		await visit.page.keyboard.press("Tab");
		expect(await focused()).to.match(/^Skip to the list/);
		await visit.page.keyboard.press("Enter");
		expect(await focused()).to.match(/° [NS]/);
		for (const list of ["#calendar", "#anomalies"])
			expect(
				await visit.page.locator(`${list} [tabindex="0"]`).count(),
				list,
			).to.equal(1);
	});

	it("announces the events to a screen reader, in order", async () => {
		visit = await visitTo("/");
		await visit.shows("January 2025");
		const announced: string[] = [];
		await visit.page.exposeFunction("announced", (text: string) =>
			announced.push(text),
		);
		await visit.page.evaluate(() => {
			const regions = document.querySelectorAll('[role="status"]');
			for (const region of regions)
				new MutationObserver(() => {
					const text = region.textContent?.trim();
					if (text)
						(window as unknown as { announced(text: string): void }).announced(
							text,
						);
				}).observe(region, {
					childList: true,
					characterData: true,
					subtree: true,
				});
		});
		await visit.page.getByRole("button", { name: /^July 2024/ }).click();
		await visit.shows("July 2024");
		await visit.page.locator("#anomalies button").first().click();
		await visit.page.locator(".origin").waitFor();
		await visit.page
			.locator("#announcement", { hasText: "The answer is here." })
			.waitFor();
		const order = [
			"anomalies listed",
			"Asking the language model",
			"The answer is here.",
		];
		const at = order.map((text) =>
			announced.findLastIndex((one) => one.includes(text)),
		);
		expect(at, announced.join(" | ")).not.to.include(-1);
		expect(at).to.deep.equal(at.toSorted((a, b) => a - b));
	});

	for (const viewport of [
		{ width: 320, height: 640 },
		{ width: 320, height: 256 },
		{ width: 640, height: 400 },
		{ width: 1024, height: 768 },
		{ width: 3840, height: 2160 },
	])
		it(`fits ${viewport.width} by ${viewport.height}`, async () => {
			visit = await visitTo("/#202407", { viewport });
			await visit.shows("July 2024");
			await visit.page.locator("#anomalies button").first().click();
			await visit.opens(strongest);
			await visit.page.locator(".origin").waitFor();
			const overhang = await visit.page.evaluate(
				() => document.documentElement.scrollWidth - window.innerWidth,
			);
			expect(overhang).to.equal(0);
		});

	for (const viewport of [narrow, wide])
		it(`keeps its layout while it loads, at ${viewport.width} px`, async () => {
			visit = await visitTo("/#202407", { viewport });
			await visit.shows("July 2024");
			// Place names load last.
			await visit.page
				.locator("#anomalies")
				.getByText("Brazil")
				.first()
				.waitFor();
			const shift = await visit.page.evaluate(
				() =>
					new Promise<number>((resolve) => {
						let sum = 0;
						new PerformanceObserver((list) => {
							for (const entry of list.getEntries())
								sum += (entry as PerformanceEntry & { value: number }).value;
						}).observe({ type: "layout-shift", buffered: true });
						requestAnimationFrame(() => setTimeout(() => resolve(sum)));
					}),
			);
			expect(shift).to.be.at.most(0.05);
		});

	it("scrolls the calendar of a phone to the open month", async () => {
		visit = await visitTo("/", { viewport: narrow });
		await visit.shows("January 2025");
		await visit.page.waitForFunction(() => {
			const open = document.querySelector('#calendar [aria-pressed="true"]');
			const box = open?.getBoundingClientRect();
			return box && box.left >= 0 && box.right <= innerWidth;
		});
	});

	it("keeps the names of years apart on a phone, and that of the first month in sight", async () => {
		visit = await visitTo("/", { viewport: narrow });
		await visit.shows("January 2025");
		const { page } = visit;
		await page.route("**/index.geojson", async (route) => {
			const index: MonthIndex = await (await route.fetch()).json();
			const [first] = index.features as [MonthIndex["features"][number]];
			const names = ["202012", "202106", "202206", "202306"];
			const earlier = names.map((month) => ({
				...first,
				properties: { ...first.properties, month },
			}));
			const features = [...earlier, ...index.features];
			await route.fulfill({ json: { ...index, features } });
		});
		await page.reload();
		await visit.shows("January 2025");
		const namesAt = (left: number) =>
			page.locator(".strip").evaluate((strip, left) => {
				strip.scrollLeft = left;
				const frame = strip.getBoundingClientRect();
				return [...strip.querySelectorAll(".year-name")]
					.map((name) => name.getBoundingClientRect())
					.filter((name) => name.right > frame.left && name.left < frame.right)
					.map((name) => [name.left - frame.left, name.right - frame.left]);
			}, left);
		for (let left = 0; left < 600; left += 20) {
			const names = await namesAt(left);
			expect(names[0]?.[0], `scrolled by ${left}`).to.be.below(
				narrow.width / 4,
			);
			for (const [at, [start]] of names.slice(1).entries())
				expect(start, `scrolled by ${left}`).to.be.above(
					names[at]?.[1] ?? Infinity,
				);
		}
	});

	for (const reducedMotion of ["no-preference", "reduce"] as const)
		it(`animates a zoom only if the visitor accepts motion: ${reducedMotion}`, async () => {
			visit = await visitTo("/#202407/3/10/20", { reducedMotion });
			await visit.shows("July 2024");
			await visit.page.locator(".leaflet-map-pane").evaluate((pane) => {
				new MutationObserver(() => {
					if (pane.classList.contains("leaflet-zoom-anim"))
						document.body.classList.add("was-animated");
				}).observe(pane, { attributeFilter: ["class"] });
			});
			const { zoom } = visit.view;
			await visit.page.locator("#map").focus();
			await visit.page.keyboard.press("+");
			await visit.page.waitForURL(
				({ hash }) => (readAddress(hash).view?.zoom ?? 0) > zoom,
			);
			expect(await visit.page.locator("body.was-animated").count()).to.equal(
				reducedMotion === "reduce" ? 0 : 1,
			);
		});

	it("marks the open month in forced colours", async () => {
		visit = await visitTo("/", { forcedColors: "active" });
		await visit.shows("January 2025");
		const outline = (selector: string) =>
			visit.page
				.locator(selector)
				.first()
				.evaluate((element) => getComputedStyle(element).outlineStyle);
		expect(await outline('#calendar [aria-pressed="true"]')).to.equal("solid");
		expect(await outline('#calendar [aria-pressed="false"]')).to.equal("none");
	});

	for (const [paper, viewport] of [
		["portrait", { width: 794, height: 1123 }],
		["landscape", { width: 1123, height: 794 }],
	] as const)
		it(`prints the whole panel on ${paper} paper`, async () => {
			visit = await visitTo("/#202407", { viewport });
			await visit.shows("July 2024");
			await visit.page.locator("#anomalies button").first().click();
			await visit.page.locator(".origin").waitFor();
			await visit.page.emulateMedia({ media: "print" });
			const hidden = await visit.page.locator("#selected").evaluate((panel) => {
				return panel.scrollHeight - panel.clientHeight;
			});
			expect(hidden).to.equal(0);
			const page = await visit.page.evaluate(() => [
				document.documentElement.scrollHeight,
				document.querySelector("#selected")?.getBoundingClientRect().bottom ??
					0,
			]);
			expect(page[0]).to.be.at.least(Math.floor(page[1] as number));
		});
});
