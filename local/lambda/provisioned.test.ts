import { expect } from "chai";
import { assemble } from "../core/system.ts";
import { UsageError } from "../core/usageError.ts";
import { iam } from "../iam/service.ts";
import { declare, declareCode } from "../tests/declare.ts";
import { fixture } from "../tests/fixture.ts";
import { Lines } from "../tests/lines.ts";
import { lambda } from "./service.ts";

describe("An alias with provisioned concurrency", () => {
	const log = new Lines<string>();
	const start = (code: string) => {
		const declarations = fixture();
		declareCode(declarations, code);
		const { functionName, name } = declarations.one("lambda.Alias");
		const kind = "lambda.ProvisionedConcurrencyConfig";
		declare(declarations, kind, "provisioned", {
			functionName,
			qualifier: name,
			provisionedConcurrentExecutions: 1,
		});
		return assemble(declarations, {
			services: [iam, lambda],
			log: (_, line) => log.add(line),
		});
	};

	it("refuses to start code that does not load, with the reason in one line", async () => {
		const error = await start('require("not-there");').catch((error) => error);
		expect(error).to.be.instanceOf(UsageError);
		expect(error.message).to.match(
			/^the function \S+ does not load: Runtime\.ImportModuleError: Cannot find module 'not-there'; correct its code.*$/,
		);
		await log.until((line) => line.includes("ImportModuleError"));
	});

	it("has an environment that loaded the code before the first call", async () => {
		const system = await start(
			"const loadedAt = Date.now(); exports.handler = async () => loadedAt;",
		);
		const startedAt = Date.now();
		try {
			const { arn } = system.declarations.one("lambda.Alias");
			const { result } = await system.invoke(arn, { event: {}, traceId: "" });
			expect(Number(result)).to.be.at.most(startedAt);
		} finally {
			await system.stop();
		}
	});
});
