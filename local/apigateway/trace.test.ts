import { expect } from "chai";
import type { Invoke } from "../core/service.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, stateOf } from "../tests/declare.ts";
import { type Answer, atStage } from "../tests/stage.ts";

describe("The trace of a request", () => {
	it("is the request's own, or a new one if the stage is traced", async () => {
		const invoke: Invoke = async (_, { traceId }) => ({
			result: JSON.stringify({ body: traceId }),
		});
		const traceOf = async (
			change: (declarations: Declarations) => void,
			trace?: string,
		) =>
			atStage({ invoke, change }, async (stage) => {
				const answer = await stage.post("", {
					...(trace && { "x-amzn-trace-id": trace }),
				});
				expect(answer.headers.get("x-amzn-trace-id")).to.equal(answer.text);
				return answer.text;
			});
		const rate = (fixedRate: number) => (declarations: Declarations) =>
			Object.assign(stateOf(declarations, "sampling"), {
				fixedRate,
			});
		const id =
			/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=[01]$/;
		expect(await traceOf(rate(1)))
			.to.match(id)
			.and.match(/Sampled=1/);
		expect(await traceOf(rate(0)))
			.to.match(id)
			.and.match(/Sampled=0/);
		const untraced = (declarations: Declarations) => {
			rate(1)(declarations);
			stateOf(declarations, "stage").xrayTracingEnabled = false;
		};
		expect(await traceOf(untraced)).to.match(/Sampled=0/);
		const root = "Root=1-67000000-000000000000000000000001";
		const whole = `${root};Parent=0000000000000001;Sampled=1`;
		expect(await traceOf(rate(0), whole)).to.equal(whole);
		expect(await traceOf(rate(1), root))
			.to.match(id)
			.and.match(new RegExp(`^${root};.*Sampled=1$`));
	});

	it("is sampled by the first rule for its path", async () => {
		const change = (declarations: Declarations) => {
			declare(declarations, "xray.SamplingRule", "no-health", {
				...stateOf(declarations, "sampling"),
				urlPath: "*/health",
				priority: 1,
				fixedRate: 0,
			});
		};
		const sampled = ({ headers }: Answer) =>
			headers.get("x-amzn-trace-id")?.slice(-1);
		await atStage({ change }, async (stage) => {
			expect(sampled(await stage.send("/health"))).to.equal("0");
			expect(sampled(await stage.post())).to.equal("1");
		});
	});
});
