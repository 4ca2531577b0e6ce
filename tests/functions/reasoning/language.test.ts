import { expect } from "chai";
import { cacheKey } from "../../../contract/cacheKey.ts";
import { promptAbout } from "../../../functions/reasoning/prompt.ts";
import {
	geminiAnswers,
	Harness,
	observation,
	question,
} from "../../support/functionHarness.ts";

const key = cacheKey(question);
const english = geminiAnswers("A fire, likely.");
const japanese = geminiAnswers("森林火災の可能性があります。");

describe("An answer in a language", () => {
	let harness: Harness;
	let japaneseStack: Harness;
	before(async () => {
		japaneseStack = await Harness.start({
			config: { reasoningLanguage: "ja" },
		});
	});
	beforeEach(async () => {
		harness = await Harness.shared();
	});
	after(() => japaneseStack.stop());

	it("has a key of its own, but for the stack's language: one call for each", async () => {
		harness.gemini = [english, japanese];
		const asked = [undefined, "ja", "en", "ja", undefined];
		const answers: Record<string, unknown>[] = [];
		for (const language of asked)
			answers.push((await harness.ask({ ...question, language })).body);
		expect(harness.geminiCalls).to.have.length(2);
		expect(answers.map(({ cached }) => cached)).to.deep.equal([
			false,
			false,
			true,
			true,
			true,
		]);
		expect(answers.map(({ cache_key }) => cache_key)).to.deep.equal(
			asked.map((language) =>
				language === "ja" ? cacheKey(question, "ja") : key,
			),
		);
		const item = await harness.item(cacheKey(question, "ja"));
		expect(item?.metadata).to.have.nested.property("M.language.S", "ja");
	});

	it("is not served to who asks for another: the stack's language was changed", async () => {
		await harness.ask();
		const item = (await harness.item(key)) as Record<string, object>;

		japaneseStack.gemini = [japanese];
		await japaneseStack.put(item);
		const { body } = await japaneseStack.ask();
		expect(body).to.include({ cached: false, cache_key: key });
		expect(body.reasoning).to.match(/森林火災/);
		expect(japaneseStack.geminiCalls[0]?.body).to.have.nested.property(
			"systemInstruction.parts[0].text",
			promptAbout(observation, "ja").system,
		);
		expect((await japaneseStack.ask()).body).to.include({ cached: true });
	});

	it("of the earlier system, which is Japanese, is served where it is asked for", async () => {
		await japaneseStack.put({
			cache_key: { S: key },
			reasoning: { S: "焼畑農業や森林火災による影響が考えられます。" },
			cached_at: { S: "2024-08-01T00:00:00.000Z" },
			ttl: { N: String(Math.floor(Date.now() / 1000) + 3600) },
			metadata: {
				M: Object.fromEntries(
					Object.entries(question).map(([name, value]) => [
						name,
						typeof value === "number" ? { N: String(value) } : { S: value },
					]),
				),
			},
		});
		expect((await japaneseStack.ask()).body).to.include({ cached: true });
		const other = await japaneseStack.ask({ ...question, language: "en" });
		expect(other.body).to.include({ cached: false });
	});
});
