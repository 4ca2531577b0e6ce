import { request } from "node:http";
import { share } from "./cachedAnswers.ts";
import type { BareServerFunctions, Served } from "./support/bareServer.ts";
import { type Benchmark, comparison, type Row } from "./support/benchmark.ts";
import { get, LocalSystem } from "./support/localSystem.ts";
import { Remote } from "./support/remote.ts";

const atOnce = 32;
const rounds = 8;
/** Of each half of a round. */
const seconds = 0.75;

/** Ten times the sample data: a month of 1,300 observations. */
const factor = 10;

const files = { page: "/", month: "/anomalies202407.geojson" };

/** What is served from memory at the edge, against Node that does nothing but answer. */
export const staticFiles: Benchmark = {
	name: "staticFiles",
	async run() {
		const system = await LocalSystem.start({ factor });
		const served = {
			[files.page]: await fetchAsIs(system.url + files.page),
			[files.month]: await fetchAsIs(system.url + files.month),
		};
		const bare = new Remote<BareServerFunctions>("bareServer.ts");
		const url = await bare.call("listen", served);
		const rows: Row[] = [];
		for (const [name, path] of Object.entries(files)) {
			const size = served[path]?.body.length ?? 0;
			rows.push(
				await compare(system, url, path, `${name}, ${kilobytes(size)}`),
			);
		}
		await bare.stop();
		await system.stop();
		return rows;
	},
};

async function compare(
	system: LocalSystem,
	bareUrl: string,
	path: string,
	what: string,
): Promise<Row> {
	const measured: number[][] = [];
	const compared: number[][] = [];
	const busy: number[] = [];
	for (let round = -1; round < rounds; round++)
		for (const [url, rates] of [
			[system.url, measured],
			[bareUrl, compared],
		] as const) {
			const load = await system.rightLoad(
				{ connections: atOnce, shots: [get(path)], until: { seconds } },
				{ url },
			);
			if (round < 0) continue;
			rates.push([load.latencies.length / load.seconds]);
			busy.push(load.busy);
		}
	return comparison({
		question: `static files a second through \`local/\`: the ${what} compressed`,
		comparedWith: "bare node:http server with the same bytes",
		unit: "a second",
		measured,
		compared,
		goal: { atLeast: 0.5 },
		note: `${atOnce} connections that are kept; each server in a process of its own, both running all the time. The client takes ${share(busy)} of a core at most.`,
	});
}

/** What a browser gets, with all headers but those of the connection, and not unpacked. */
function fetchAsIs(url: string): Promise<Served> {
	return new Promise((resolve, reject) => {
		const headers = { "accept-encoding": "gzip, deflate, br" };
		request(url, { headers }, async (message) => {
			const chunks: Buffer[] = [];
			for await (const chunk of message) chunks.push(chunk);
			const { connection: _, "keep-alive": __, ...kept } = message.headers;
			resolve({ headers: kept, body: Buffer.concat(chunks) });
		})
			.on("error", reject)
			.end();
	});
}

function kilobytes(bytes: number): string {
	return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
