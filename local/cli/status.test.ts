import { Writable } from "node:stream";
import { expect } from "chai";
import { showStatus } from "./status.ts";

/** What a terminal has on its lines, of which only the last can be erased. */
function linesOf(written: string): string[] {
	const lines = written.split("\n");
	return lines.map((line) => line.split("\r\x1b[K").at(-1) ?? "");
}

describe("The status line", () => {
	it("stays below what is printed, on whatever stream, and goes at the end", () => {
		let written = "";
		const stream = () =>
			new Writable({
				write(chunk, _, done) {
					written += chunk;
					done();
				},
			});
		const [out, error] = [stream(), stream()];
		let requests = 0;
		const hide = showStatus(() => `${requests} requests`, out, error);
		expect(linesOf(written)).to.deep.equal(["0 requests"]);
		out.write("GET /\n");
		error.write("Denied\n");
		expect(linesOf(written)).to.deep.equal(["GET /", "Denied", ""]);
		requests = 1;
		hide();
		showStatus(() => `${requests} requests`, out, error)();
		out.write("The end\n");
		expect(linesOf(written)).to.deep.equal(["GET /", "Denied", "The end", ""]);
	});
});
