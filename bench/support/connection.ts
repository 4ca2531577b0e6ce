import { connect, type Socket } from "node:net";

export interface Answer {
	status: number;
	body: Buffer;
}

const headEnd = Buffer.from("\r\n\r\n");

/** A connection, on which one request is under way at a time. */
export class Connection {
	readonly #socket: Socket;
	#chunks: Buffer[] = [];
	#received = 0;
	#status = 0;
	#bodyAt = 0;
	/** Bytes of the whole answer; known when its head is there. */
	#wanted = Number.POSITIVE_INFINITY;
	#resolve: (answer: Answer) => void = () => {};
	#reject: (error: Error) => void = () => {};

	constructor(url: string) {
		const { hostname, port } = new URL(url);
		this.#socket = connect(Number(port), hostname)
			.setNoDelay()
			.on("data", (chunk) => this.#take(chunk))
			.on("error", (error) => this.#reject(error))
			.on("close", () => this.#reject(new Error("the connection was closed")));
	}

	/** One request and its answer, whose length has to be told. */
	exchange(text: string): Promise<Answer> {
		this.#chunks = [];
		this.#received = 0;
		this.#wanted = Number.POSITIVE_INFINITY;
		return new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
			if (this.#socket.destroyed) reject(new Error("the connection is closed"));
			else this.#socket.write(text);
		});
	}

	close(): void {
		this.#socket.destroy();
	}

	#take(chunk: Buffer): void {
		this.#chunks.push(chunk);
		this.#received += chunk.length;
		if (this.#wanted === Number.POSITIVE_INFINITY) this.#readHead();
		if (this.#received < this.#wanted) return;
		const body = this.#whole().subarray(this.#bodyAt);
		this.#resolve({ status: this.#status, body });
	}

	#readHead(): void {
		const whole = this.#whole();
		const end = whole.indexOf(headEnd);
		if (end < 0) return;
		const head = whole.toString("latin1", 0, end);
		this.#status = Number(head.slice(9, 12));
		this.#bodyAt = end + headEnd.length;
		const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
		const isEmpty = this.#status === 204 || this.#status === 304;
		if (length === undefined && !isEmpty)
			this.#reject(new Error("an answer without content-length"));
		else this.#wanted = this.#bodyAt + Number(length ?? 0);
	}

	#whole(): Buffer {
		const [first, ...more] = this.#chunks;
		return first && more.length === 0 ? first : Buffer.concat(this.#chunks);
	}
}
