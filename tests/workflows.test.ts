import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
	NoOperationTraceWriter,
	parseWorkflow,
} from "@actions/workflow-parser";
import { expect } from "chai";
import { parse } from "yaml";
import { root } from "../build/projectRoot.ts";

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}

interface Job {
	steps: Step[];
	permissions?: Record<string, string>;
	"timeout-minutes"?: number;
	environment?: string;
	needs?: string;
	if?: string;
	concurrency?: { group: string; "cancel-in-progress": unknown };
}

interface Workflow {
	on: Record<string, unknown>;
	permissions: Record<string, string>;
	jobs: Record<string, Job>;
}

const folder = join(root, ".github/workflows");
const texts = new Map(
	readdirSync(folder).map((file) => [
		file,
		readFileSync(join(folder, file), "utf8"),
	]),
);
const workflow = (file: string): Workflow => parse(texts.get(file) ?? "");
const jobs = [...texts.keys()].flatMap((file) =>
	Object.entries(workflow(file).jobs).map(
		([name, job]) => [`${file} ${name}`, job] as const,
	),
);
const steps = jobs.flatMap(([name, job]) =>
	job.steps.map((step) => [name, step] as const),
);

describe("The workflows", () => {
	it("match GitHub's schema", () => {
		expect([...texts.keys()]).to.deep.equal([
			"audit.yml",
			"ci.yml",
			"deploy.yml",
			"preview.yml",
		]);
		for (const [name, content] of texts) {
			const { context } = parseWorkflow(
				{ name, content },
				new NoOperationTraceWriter(),
			);
			const errors = context.errors.getErrors().map(({ message }) => message);
			expect(errors, name).to.deep.equal([]);
		}
	});

	it("pin each action by its commit and note its version", () => {
		const uses = [...texts.values()]
			.flatMap((text) => [...text.matchAll(/^\s*- uses: (.+)$/gm)])
			.map(([, action]) => action);
		expect(uses.length).to.be.above(10);
		for (const action of uses)
			expect(action).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		// One version of each.
		const names = uses.map((action) => action?.split("@")[0]);
		expect(new Set(uses).size).to.equal(new Set(names).size);
	});

	it("have the least permissions and no long-lived key", () => {
		for (const file of texts.keys()) {
			expect(workflow(file).permissions, file).to.eql({ contents: "read" });
			expect(workflow(file).on, file).to.not.have.property(
				"pull_request_target",
			);
		}
		const more = jobs
			.filter(([, { permissions }]) => permissions)
			.map(([name, { permissions }]) => [name, permissions]);
		const oidc = { contents: "read", "id-token": "write" };
		expect(Object.fromEntries(more)).to.deep.equal({
			"deploy.yml dev": oidc,
			"deploy.yml prod": oidc,
			"preview.yml preview": { ...oidc, "pull-requests": "write" },
		});
		for (const [name, text] of texts) {
			const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map(
				([, secret]) => secret,
			);
			for (const secret of secrets)
				expect(secret, name).to.equal("PULUMI_CONFIG_PASSPHRASE");
		}
		for (const [name, { uses = "", with: inputs }] of steps)
			if (uses.startsWith("actions/checkout@"))
				expect(inputs, name).to.include({ "persist-credentials": false });
	});

	it("have a time limit and pass no event text to a shell", () => {
		for (const [name, job] of jobs)
			expect(job["timeout-minutes"], name).to.be.a("number");
		// https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
		for (const [name, { run = "" }] of steps)
			expect(run, name).to.not.include("${{");
	});

	it("run the checks on every supported Node.js", () => {
		const { engines } = JSON.parse(
			readFileSync(join(root, "package.json"), "utf8"),
		);
		const { check } = workflow("ci.yml").jobs;
		const { matrix } = (check as Job & { strategy: { matrix: object } })
			.strategy as { matrix: { node: string[] } };
		expect(`>=${matrix.node[0]}`).to.equal(engines.node);
		expect(matrix.node).to.deep.equal(["20.19", "22", "24"]);
		expect(check?.steps.at(-1)?.run).to.equal(".ci/run");
	});

	it("deploy dev first, then prod with a canary after approval", () => {
		const { jobs: deploy } = workflow("deploy.yml");
		for (const [stack, { concurrency }] of Object.entries(deploy))
			expect(concurrency).to.eql({
				group: `deploy-${stack}`,
				"cancel-in-progress": false,
			});
		expect(deploy.prod).to.include({ needs: "dev", environment: "prod" });
		expect(deploy.prod?.steps.at(-1)?.run).to.match(
			/^npm run canary -- --stack prod /,
		);
	});
});

describe("The workflows with a role of AWS", () => {
	it("do nothing in a repository without that role", () => {
		const { dev, prod } = workflow("deploy.yml").jobs;
		expect(dev?.if).to.equal("vars.AWS_DEPLOY_ROLE != ''");
		expect(prod?.needs).to.equal("dev");
		expect(workflow("preview.yml").jobs.preview?.if).to.include(
			"vars.AWS_PREVIEW_ROLE != ''",
		);
	});

	it("preview no pull request that gets no secrets", () => {
		const { preview } = workflow("preview.yml").jobs;
		expect(preview?.if?.split(" && ").slice(1)).to.eql([
			"github.event.pull_request.head.repo.full_name == github.repository",
			"github.event.pull_request.user.login != 'dependabot[bot]'",
		]);
	});
});

describe("The weekly updates", () => {
	it("group the updates of packages and actions", () => {
		const { version, updates } = parse(
			readFileSync(join(root, ".github/dependabot.yml"), "utf8"),
		) as {
			version: number;
			updates: {
				"package-ecosystem": string;
				schedule: { interval: string };
				groups: object;
			}[];
		};
		expect(version).to.equal(2);
		expect(
			updates.map((update) => update["package-ecosystem"]),
		).to.have.members(["npm", "github-actions"]);
		for (const { schedule, groups } of updates) {
			expect(schedule.interval).to.equal("weekly");
			expect(Object.keys(groups)).to.not.be.empty;
		}
	});
});
