import { expect } from "chai";
import { Declarations } from "../../../local/evaluate/declarations.ts";
import { declare } from "../../../local/tests/declare.ts";
import { boundsOf } from "../../../tools/cost/bounds.ts";
import { estimate, type Line, total } from "../../../tools/cost/estimate.ts";
import { free } from "../../../tools/cost/free.ts";
import { meters } from "../../../tools/cost/meters.ts";
import prices from "../../../tools/cost/prices.json" with { type: "json" };
import { declared, stateOf } from "../../support/declared.ts";
import { program } from "../../support/program.ts";

const asked = { questions: 100_000, hitRatio: 0.9 };

/** Every setting that adds resources. */
const everything = {
	wafEnabled: "true",
	blockedAddresses: '["203.0.113.0/24","2001:db8::/32"]',
	domainName: "map.example.com",
	hostedZoneId: "Z0123456789ABC",
	alertEmails: '["operator@example.com"]',
	slack: '{"teamId":"T012AB","channelId":"C012AB"}',
	auditTrail: "true",
};

/** USD of a price, idle and in use. */
function usdOf(lines: Line[], service: string, price: string) {
	const line = lines.find(
		(one) => one.service === service && one.price === price,
	);
	return [line?.idleUsd, line?.inUseUsd].map((usd) => Number(usd?.toFixed(4)));
}

describe("The monthly estimate", () => {
	it("has a meter or a reason for exactly the declared types", async () => {
		const { resources } = await program("prod", everything);
		const declaredTypes = new Set(
			resources
				.map(({ type }) => type)
				.filter((type) => type.startsWith("aws:")),
		);
		const priced = [...Object.keys(meters), ...Object.keys(free)];
		expect(priced.sort()).to.deep.equal([...declaredTypes].sort());
	});

	it("throws for a type without a meter", async () => {
		const declarations = await declared();
		declare(declarations, "ec2.NatGateway", "nat", {});
		expect(() => estimate(declarations, asked)).to.throw(
			"aws:ec2/natGateway:NatGateway has no price",
		);
	});

	it("counts firewall rules, provisioned concurrency, alarm metrics and model tokens", async () => {
		const prod = estimate(await declared({}, "prod"), asked);
		expect(usdOf(prod, "WAF", "webAcl")).to.eql([10, 0]);
		expect(usdOf(prod, "WAF", "webAclRule")).to.eql([7, 0]);
		// 0.5 GB for a month of 730 hours.
		expect(usdOf(prod, "Lambda", "provisionedConcurrency")).to.eql([
			Number((0.5 * 730 * 3600 * 0.0000033334).toFixed(4)),
			0,
		]);
		expect(usdOf(prod, "CloudWatch", "alarmMetric")).to.eql([1.8, 0]);
		// 10,000 calls of 400 tokens at $2.50 per million.
		expect(usdOf(prod, "Gemini", "gemini-3.5-flash-lite output")).to.eql([
			0, 10,
		]);
		expect(usdOf(prod, "API Gateway", "apiRequest")).to.eql([0, 0.35]);
		expect(usdOf(prod, "X-Ray", "trace")).to.eql([0, 0.025]);
	});

	it("is higher in use than idle, and has no model calls when every answer is cached", async () => {
		const dev = await declared();
		const { idle, inUse } = total(estimate(dev, asked));
		expect(inUse).to.be.above(idle);
		const stored = estimate(dev, { ...asked, hitRatio: 1 });
		expect(usdOf(stored, "Gemini", "gemini-3.5-flash-lite output")).to.eql([
			0, 0,
		]);
	});

	it("changes with the declarations", async () => {
		const traced = await declared();
		const silent = await declared({ apiDataTrace: "false" });
		const logs = (declarations: Declarations) =>
			usdOf(estimate(declarations, asked), "CloudWatch", "logIngestion")[1] ??
			0;
		// 100,000 bodies of 6 KB at $0.50 per GB.
		expect(logs(traced) - logs(silent)).to.be.closeTo(0.3, 1e-6);
	});

	it("counts the answers of cacheTtlDays in the table and in each of twelve backups", async () => {
		const quarter = estimate(await declared(), asked);
		// 10,000 answers of 3 KB a month, kept for 90 days: 0.0888 GB.
		const table = (0.03 * 90 * 12) / 365;
		expect(usdOf(quarter, "DynamoDB", "dynamoStorage")).to.eql([
			0,
			Number((0.25 * table).toFixed(4)),
		]);
		expect(usdOf(quarter, "AWS Backup", "backupStorage")).to.eql([
			0,
			Number((0.1 * 12 * table).toFixed(4)),
		]);
		const year = estimate(await declared({ cacheTtlDays: "365" }), asked);
		expect(usdOf(year, "AWS Backup", "backupStorage")).to.eql([0, 0.432]);
	});

	it("has a date, a source and a confirmation for each price", () => {
		expect(prices.read).to.match(/^\d{4}-\d{2}-\d{2}$/);
		for (const [name, price] of Object.entries(prices.prices)) {
			expect(price.source, name).to.match(/^https:\/\//);
			expect(price.usd, name).to.be.above(0);
			expect(price, name).to.have.property("confirmed");
		}
	});
});

describe("The upper bounds of the bill", () => {
	const worst = (declarations: Declarations, cost: string) =>
		boundsOf(declarations).find((bound) => bound.cost === cost)?.worst ?? 0;
	const stored = "questions with a stored answer";

	it("change with the declared throttles", async () => {
		const dev = await declared();
		const slow = await declared({ apiRateLimit: "50", apiBurstLimit: "100" });
		expect(worst(dev, stored) / worst(slow, stored)).to.be.closeTo(2, 1e-9);
		expect(worst(slow, "`/health`")).to.equal(worst(dev, "`/health`"));
		stateOf(dev, "api-health-settings").settings = {
			throttlingRateLimit: 100,
			throttlingBurstLimit: 200,
		};
		expect(worst(dev, "`/health`")).to.be.above(19 * worst(slow, "`/health`"));
	});

	it("throw when a method has no throttle", async () => {
		const dev = await declared();
		stateOf(dev, "api-health-settings").settings = {};
		expect(() => boundsOf(dev)).to.throw("health/GET has no throttle");
	});

	it("change with the table's maximum throughput and the number of published observations", async () => {
		const dev = await declared();
		const { resources } = dev;
		// 500 reads and 1,000 writes per second for a whole day.
		expect(worst(dev, "table")).to.be.closeTo(86_400 * 0.0006875, 1e-6);
		const none = new Declarations(
			resources.filter(({ name }) => name !== "storage-index.geojson"),
		);
		expect(worst(none, "model calls")).to.equal(0);
	});

	it("state a bound for one IP address only with a firewall", async () => {
		const [dev, prod] = [await declared(), await declared({}, "prod")].map(
			(declarations) => boundsOf(declarations),
		);
		expect(dev?.every(({ oneAddress }) => oneAddress === undefined)).to.equal(
			true,
		);
		const question = prod?.find(({ cost }) => cost === stored);
		// 300 questions in five minutes; all addresses have 8,640,200 per day.
		expect(
			Number(question?.oneAddress) / Number(question?.worst),
		).to.be.closeTo(86_400 / 8_640_200, 1e-9);
	});
});
