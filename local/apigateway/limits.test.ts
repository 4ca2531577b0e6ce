import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, type State, stateOf } from "../tests/declare.ts";
import { atStage, Stage } from "../tests/stage.ts";

const second = 1000;

/** Removes the limits of the key and of the stage. */
function withoutLimits(declarations: Declarations): void {
	const plan = stateOf(declarations, "usage-plan");
	delete plan.throttleSettings;
	delete plan.quotaSettings;
	stateOf(declarations, "method-settings").stageName = "other";
}

const limits = (set: (declarations: Declarations) => void) => ({
	change(declarations: Declarations) {
		withoutLimits(declarations);
		set(declarations);
	},
});

const plan = (properties: State) =>
	limits((declarations) => {
		Object.assign(stateOf(declarations, "usage-plan"), properties);
	});

/** The number of answered requests among simultaneous ones. */
async function admitted(
	stage: Stage,
	count: number,
	send = () => stage.post(),
): Promise<number> {
	let answered = 0;
	for (let i = 0; i < count; i++) {
		const { status } = await send();
		if (status === 200) answered++;
		else expect(status).to.equal(429);
	}
	return answered;
}

describe("The limits of requests", () => {
	it("do not exist without a declaration", async () => {
		await atStage(limits(withoutLimits), async (stage) => {
			expect(await admitted(stage, 20)).to.equal(20);
		});
	});

	it("admit a burst of a key, and then its rate", async () => {
		for (const [rateLimit, burstLimit] of [
			[2, 5],
			[10, 3],
		] as const)
			await atStage(
				plan({ throttleSettings: { rateLimit, burstLimit } }),
				async (stage) => {
					expect(await admitted(stage, 12)).to.equal(burstLimit);
					stage.time += second;
					const refilled = Math.min(rateLimit, burstLimit);
					expect(await admitted(stage, 12)).to.equal(refilled);
					stage.time += second / rateLimit;
					expect(await admitted(stage, 12)).to.equal(1);
					stage.time += 1000 * second;
					expect(await admitted(stage, 12)).to.equal(burstLimit);
				},
			);
	});

	it("of keys ignore methods without a key", async () => {
		const none = { throttleSettings: { rateLimit: 0, burstLimit: 0 } };
		await atStage(plan(none), async (stage) => {
			expect(await admitted(stage, 2)).to.equal(0);
			const health = () => stage.send("/health");
			expect(await admitted(stage, 2, health)).to.equal(2);
		});
	});

	it("are separate for each key", async () => {
		const { change } = plan({
			throttleSettings: { rateLimit: 1, burstLimit: 2 },
		});
		const secondKey = {
			change(declarations: Declarations) {
				change(declarations);
				const { id } = stateOf(declarations, "usage-plan");
				const key = { id: "second", value: "second key", enabled: true };
				declare(declarations, "apigateway.ApiKey", "second", key);
				const link = { usagePlanId: id, keyId: "second" };
				const type = "apigateway.UsagePlanKey";
				declare(declarations, type, "link", link);
			},
		};
		await atStage(secondKey, async (stage) => {
			expect(await admitted(stage, 3)).to.equal(2);
			const other = () => stage.post("", { "x-api-key": "second key" });
			expect(await admitted(stage, 3, other)).to.equal(2);
		});
	});

	it("admit the quota of a key in a day", async () => {
		const quota = { quotaSettings: { limit: 3, period: "DAY" } };
		await atStage(plan(quota), async (stage) => {
			expect(await admitted(stage, 5)).to.equal(3);
			stage.time = Date.UTC(2026, 10, 23) - 1;
			expect(await admitted(stage, 1)).to.equal(0);
			stage.time++;
			expect(await admitted(stage, 5)).to.equal(3);
		});
	});

	it("refuse quotas of other periods", async () => {
		const quota = { quotaSettings: { limit: 3, period: "MONTH" } };
		const error = await Stage.start(plan(quota)).catch((thrown) => thrown);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(/MONTH/);
	});

	it("count no throttled request for the quota", async () => {
		const both = {
			throttleSettings: { rateLimit: 1, burstLimit: 1 },
			quotaSettings: { limit: 2, period: "DAY" },
		};
		await atStage(plan(both), async (stage) => {
			expect(await admitted(stage, 5)).to.equal(1);
			stage.time += second;
			expect(await admitted(stage, 5)).to.equal(1);
			stage.time += second;
			expect(await admitted(stage, 5)).to.equal(0);
		});
	});

	const settings = (...all: [methodPath: string, settings: State][]) =>
		limits((declarations) => {
			const { restApi, stageName } = stateOf(declarations, "stage");
			const type = "apigateway.MethodSettings";
			for (const [methodPath, settings] of all) {
				const state = { restApi, stageName, methodPath, settings };
				declare(declarations, type, methodPath, state);
			}
		});
	const upTo = (rate: number, burst: number) => ({
		throttlingRateLimit: rate,
		throttlingBurstLimit: burst,
	});

	it("of the stage apply to each method, for all callers together", async () => {
		for (const burst of [2, 4])
			await atStage(settings(["*/*", upTo(1, burst)]), async (stage) => {
				const health = () => stage.send("/health");
				expect(await admitted(stage, 6, health)).to.equal(burst);
				expect(await admitted(stage, 6)).to.equal(burst);
				stage.time += second;
				expect(await admitted(stage, 6, health)).to.equal(1);
			});
	});

	it("of a method replace those of the stage", async () => {
		const own = settings(
			["health/GET", upTo(1, 3)],
			["*/*", upTo(1, 1)],
			["items/POST", { throttlingBurstLimit: 2 }],
		);
		await atStage(own, async (stage) => {
			const health = () => stage.send("/health");
			expect(await admitted(stage, 5, health)).to.equal(3);
			expect(await admitted(stage, 5)).to.equal(2);
		});
	});

	it("of -1 mean no limit", async () => {
		await atStage(settings(["*/*", upTo(-1, -1)]), async (stage) => {
			expect(await admitted(stage, 5)).to.equal(5);
		});
	});
});

describe("A key", () => {
	const status = (change: (declarations: Declarations) => void) =>
		atStage({ change }, async (stage) => (await stage.post()).status);

	it("gives access to the stage of its plan", async () => {
		expect(await status(() => {})).to.equal(200);
	});

	it("is refused when it is unknown, disabled, or of another plan or stage", async () => {
		await atStage({}, async (stage) => {
			const wrong = await stage.post("", { "x-api-key": `${stage.key}0` });
			expect(wrong.status).to.equal(403);
			const none = await stage.send("/items", { method: "POST" });
			expect(none.status).to.equal(403);
		});
		const set = (name: string, properties: State) =>
			status((declarations) => {
				Object.assign(stateOf(declarations, name), properties);
			});
		expect(await set("api-key", { enabled: false })).to.equal(403);
		expect(await set("usage-plan-key", { usagePlanId: "other" })).to.equal(403);
		expect(await set("usage-plan-key", { keyId: "other" })).to.equal(403);
		const { apiStages } = await atStage({}, async ({ declarations }) =>
			stateOf(declarations, "usage-plan"),
		);
		const [stage] = apiStages as State[];
		for (const other of [{ stage: "test" }, { apiId: "another" }])
			expect(
				await set("usage-plan", { apiStages: [{ ...stage, ...other }] }),
			).to.equal(403);
	});

	it("has the declared value", async () => {
		const change = (declarations: Declarations) => {
			stateOf(declarations, "api-key").value = "rotated";
		};
		await atStage({ change }, async (stage) => {
			const answer = await stage.post("", { "x-api-key": "rotated" });
			expect(answer.status).to.equal(200);
		});
	});

	it("is required by the declared methods only", async () => {
		const change = (declarations: Declarations) => {
			stateOf(declarations, "items-method").apiKeyRequired = false;
			stateOf(declarations, "health-method").apiKeyRequired = true;
		};
		await atStage({ change }, async (stage) => {
			const open = await stage.send("/items", {
				method: "POST",
				headers: { "content-type": "text/plain" },
			});
			expect(open.status).to.equal(200);
			expect((await stage.send("/health")).status).to.equal(403);
		});
	});
});
