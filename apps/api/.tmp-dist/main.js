import { t as LogoRefused } from "./logo-refusal-DYpRVrdX.js";
import { hash } from "node:crypto";
import pLimit from "p-limit";
import { fork } from "node:child_process";
import { on, once } from "node:events";
import { extname, join } from "node:path";
// src/assets/logo-process.ts
const WORKER = join(import.meta.dirname, `logo-worker${extname(import.meta.filename)}`);
const HEAP_MB = 256;
const WITH_LIMITS = `ulimit -v 3145728; ulimit -t 20; exec "$0" "$@"`;
/** `startMs` is for loading the child's libraries on a busy machine, `decodeMs` for the picture itself. */
const DEADLINES = {
	worker: WORKER,
	startMs: 1e4,
	decodeMs: 3e3
};
/**
* Decodes in a child process of its own, which never outlives the call.
* Throws `LogoRefused` for a bad file, or the reason of `stop`; any other error means that the child itself is broken.
*/
async function decodeInChild(job, stop, options = DEADLINES) {
	stop.throwIfAborted();
	const child = startChild(options.worker);
	const deadline = new AbortController();
	const expire = () => deadline.abort(new LogoRefused("took_too_long"));
	let timer = setTimeout(expire, options.startMs);
	let decoding = false;
	try {
		const signal = AbortSignal.any([deadline.signal, stop]);
		const answers = on(child, "message", {
			close: ["disconnect"],
			signal
		});
		child.send(job, () => {});
		for await (const [answer] of answers) {
			if (answer !== "decoding") return toLogo(answer);
			decoding = true;
			clearTimeout(timer);
			timer = setTimeout(expire, options.decodeMs);
		}
		throw await whyItEnded(child, decoding);
	} catch (error) {
		throw error instanceof Error && error.name === "AbortError" ? error.cause : error;
	} finally {
		clearTimeout(timer);
		child.kill("SIGKILL");
		await ended(child);
	}
}
function startChild(worker) {
	const nodeFlags = [`--max-old-space-size=${HEAP_MB}`];
	const limitedByShell = {
		execPath: "/bin/sh",
		execArgv: [
			"-c",
			WITH_LIMITS,
			process.execPath,
			...nodeFlags
		]
	};
	return fork(worker, {
		...process.platform === "linux" ? limitedByShell : { execArgv: nodeFlags },
		env: {},
		serialization: "advanced",
		stdio: [
			"ignore",
			"ignore",
			"inherit",
			"ipc"
		]
	});
}
function toLogo(answer) {
	if ("logo" in answer) return answer.logo;
	if ("refused" in answer) throw new LogoRefused(answer.refused.reason, { message: answer.refused.message });
	throw new Error(`The logo worker failed: ${answer.failed}`);
}
/** A child that dies while it decodes ran into a memory limit or a decoder's bug: the file's doing. */
async function whyItEnded(child, decoding) {
	await ended(child);
	const cause = /* @__PURE__ */ new Error(`The logo worker ended with ${child.signalCode ?? child.exitCode} before it answered`);
	return decoding ? new LogoRefused("too_costly", { cause }) : cause;
}
async function ended(child) {
	if (child.pid !== void 0 && child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
// src/assets/logo-image.ts
const MAX_BYTES = 5242880;
const MAX_AT_ONCE = 2;
const MAX_WAITING = 8;
const slots = pLimit(MAX_AT_ONCE);
const inProgress = /* @__PURE__ */ new Set();
let stopping = new AbortController();
/**
* Turns an untrusted upload into an image that is safe to store and serve: at most 1024 pixels a side, or a passive SVG.
* Throws `LogoRefused` when the file cannot be one, or when too many are waiting already.
*/
async function prepareLogo(bytes, { filename, contentType }) {
	if (bytes.length === 0) throw new LogoRefused("empty");
	if (bytes.length > MAX_BYTES) throw new LogoRefused("too_large");
	if (slots.pendingCount >= MAX_WAITING) throw new LogoRefused("busy");
	const stop = stopping.signal;
	const decoding = slots(() => decodeInChild({
		bytes,
		declared: {
			filename,
			contentType
		}
	}, stop));
	inProgress.add(decoding);
	try {
		const logo = await decoding;
		const stored = Buffer.from(logo.bytes);
		return {
			...logo,
			bytes: stored,
			sha256: hash("sha256", stored)
		};
	} finally {
		inProgress.delete(decoding);
	}
}
/** Kills what is being decoded and waits until it is gone; those uploads are refused as `busy`. */
async function close() {
	stopping.abort(new LogoRefused("busy"));
	stopping = new AbortController();
	await Promise.allSettled(inProgress);
}
export { close, prepareLogo };

//# sourceMappingURL=main.js.map