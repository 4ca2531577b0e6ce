import { expect } from "chai";
import { UsageError } from "../core/usageError.ts";
import type { Declarations } from "../evaluate/declarations.ts";
import { declare, type State, stateOf } from "../tests/declare.ts";
import { atStage, obey, Stage } from "../tests/stage.ts";

const group = "/aws/apigateway/access";

/** Beside those that the program declares. */
const names = [
	"error.responseType",
	"integration.status",
	"integrationLatency",
	"path",
	"requestId",
	"responseLatency",
	"responseLength",
	"resourcePath",
	"status",
	"waf.status",
];

const everything = JSON.stringify(
	Object.fromEntries(names.map((name) => [name, `$context.${name}`])),
);

const format = (format: string) => (declarations: Declarations) => {
	const settings = stateOf(declarations, "stage").accessLogSettings;
	Object.assign(settings as object, { format });
};

/** The last line of the log, which is JSON here; the log has no more than `count`. */
function lineOf({ log }: Stage, count = 1): State {
	expect(log).to.have.length(count);
	const [logGroup, line] = log.at(-1) as [string, string];
	expect(logGroup).to.equal(group);
	return JSON.parse(line);
}

/** What of a line is set. */
function given(line: State): State {
	return Object.fromEntries(
		Object.entries(line).filter(([, value]) => value !== "-"),
	);
}

describe("The access log", () => {
	it("has a line for each request in the declared format, to the declared group", async () => {
		const change = (declarations: Declarations) => {
			const { accessLogSettings } = stateOf(declarations, "stage");
			const { destinationArn } = accessLogSettings as State;
			// As AWS itself writes it.
			Object.assign(accessLogSettings as State, {
				destinationArn: `${destinationArn}:*`,
			});
		};
		await atStage({ change }, async (stage) => {
			const { headers, text } = await stage.post("?");
			const trace = headers.get("x-amzn-trace-id") ?? "";
			expect(lineOf(stage)).to.deep.equal({
				requestId: headers.get("x-amzn-requestid"),
				requestTime: "22/Nov/2026:14:02:11 +0000",
				httpMethod: "POST",
				path: "/prod/items",
				resourcePath: "/items",
				status: "200",
				responseLength: String(text.length),
				responseLatency: "0",
				integrationLatency: "0",
				"integration.status": "200",
				"error.responseType": "-",
				xrayTraceId: /Root=([^;]+)/.exec(trace)?.[1],
				"waf.status": "-",
			});
			await stage.send("/nothing");
			expect(given(lineOf(stage, 2))).to.deep.include({
				path: "/prod/nothing",
				status: "404",
				"error.responseType": "MISSING_AUTHENTICATION_TOKEN",
			});
			await stage.send("/health", { method: "OPTIONS" });
			expect(given(lineOf(stage, 3))).to.include({
				status: "204",
				resourcePath: "/health",
			});
		});
	});

	it("tells what was refused, and why", async () => {
		await atStage({ change: format(everything) }, async (stage) => {
			const json = { "content-type": "application/json" };
			const { text } = await stage.post("{}", json);
			expect(given(lineOf(stage))).to.include({
				status: "400",
				responseLength: String(text.length),
				resourcePath: "/items",
				"error.responseType": "BAD_REQUEST_BODY",
			});
		});
	});

	it("tells how the function answered, and how it failed", async () => {
		const change = (declarations: Declarations) => {
			format(everything)(declarations);
		};
		await atStage({ change, invoke: obey }, async (stage) => {
			const ask = (result: string) =>
				stage.send("/health", { headers: { "x-result": result } });
			await ask('{"statusCode":503}');
			expect(given(lineOf(stage, 1))).to.include({
				status: "503",
				"integration.status": "503",
			});
			for (const [count, result] of [
				[2, "no JSON"],
				[3, "7"],
			] as const) {
				await ask(result);
				const failed = lineOf(stage, count);
				expect(failed).to.include({
					status: "502",
					"error.responseType": "DEFAULT_5XX",
					"integration.status": "-",
				});
			}
			const late = stage.post("", { "x-result": "wait" });
			await stage.waits.until(() => true, 4);
			stage.clock.pass(29_000);
			expect((await late).status).to.equal(504);
			expect(given(lineOf(stage, 4))).to.include({
				"error.responseType": "INTEGRATION_TIMEOUT",
				integrationLatency: "0",
			});
		});
	});

	it("tells the firewall's verdict where the stage has one", async () => {
		const change = (declarations: Declarations) => {
			format(everything)(declarations);
			const arn = "arn:aws:wafv2:us-east-1:1:regional/webacl/a";
			const defaultAction = { allow: {} };
			declare(declarations, "wafv2.WebAcl", "acl", {
				arn,
				defaultAction,
			});
			declare(declarations, "wafv2.WebAclAssociation", "association", {
				resourceArn: stateOf(declarations, "stage").arn,
				webAclArn: arn,
			});
		};
		await atStage({ change }, async (stage) => {
			await stage.send("/nothing");
			expect(given(lineOf(stage))).to.include({
				"waf.status": "200",
			});
		});
		const elsewhere = (declarations: Declarations) => {
			change(declarations);
			stateOf(declarations, "association").resourceArn = "another stage";
		};
		await atStage({ change: elsewhere }, async (stage) => {
			await stage.send("/nothing");
			expect(given(lineOf(stage))).to.not.have.any.keys("waf.status");
		});
		const blocked = (declarations: Declarations) => {
			change(declarations);
			stateOf(declarations, "acl").defaultAction = { block: {} };
		};
		await atStage({ change: blocked }, async (stage) => {
			await stage.send("/nothing");
			expect(given(lineOf(stage))).to.include({ "waf.status": "403" });
		});
	});

	it("names no trace where the stage is not traced", async () => {
		const change = (declarations: Declarations) => {
			stateOf(declarations, "stage").xrayTracingEnabled = false;
		};
		await atStage({ change }, async (stage) => {
			await stage.send("/health");
			expect(lineOf(stage).xrayTraceId).to.equal("-");
		});
	});

	it("is any text that is declared, with values that cannot break it", async () => {
		const change = format(
			'$context.requestId. "$context.path" $context.error.messageString$context.integration.status $contextual',
		);
		await atStage({ change }, async (stage) => {
			const { headers } = await stage.send("/nothing/%22");
			const id = headers.get("x-amzn-requestid");
			expect(stage.log).to.deep.equal([
				[
					group,
					`${id}. "/prod/nothing/%22" "Missing Authentication Token"- $contextual`,
				],
			]);
		});
	});

	it("has latencies in milliseconds", async () => {
		let tick = () => {};
		await atStage({ change: format(everything) }, async (stage) => {
			// The clock goes on whenever it is looked at.
			let time = stage.time;
			Object.defineProperty(stage, "time", {
				get() {
					tick();
					return time;
				},
			});
			tick = () => {
				time += 10;
			};
			await stage.send("/health");
			const line = lineOf(stage);
			const latency = Number(line.integrationLatency);
			expect(latency).to.be.above(0);
			expect(Number(line.responseLatency)).to.be.above(latency);
		});
	});

	it("is none unless declared", async () => {
		const change = (declarations: Declarations) => {
			delete stateOf(declarations, "stage").accessLogSettings;
		};
		await atStage({ change }, async (stage) => {
			await stage.send("/health");
			expect(stage.log).to.deep.equal([]);
		});
	});

	for (const [settings, problem] of [
		[{ format: "$context.status" }, /one line with \$context.requestId/],
		[{ format: "$context.requestId\n" }, /one line with \$context.requestId/],
		[{ format: "$context.requestId $context.path2" }, /\$context.path2/],
		[
			{ destinationArn: "arn:aws:firehose:us-east-1:1:deliverystream/a" },
			/writes to log groups alone/,
		],
	] as const)
		it(`cannot be ${JSON.stringify(settings)}`, async () => {
			const change = (declarations: Declarations) => {
				const { accessLogSettings } = stateOf(declarations, "stage");
				Object.assign(accessLogSettings as object, settings);
			};
			const error = await Stage.start({ change }).catch((error) => error);
			expect(error).to.be.instanceOf(UsageError);
			expect(error.message).to.match(problem);
		});
});
