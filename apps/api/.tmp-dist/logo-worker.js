import { t as LogoRefused } from "./logo-refusal-DYpRVrdX.js";
import { extname } from "node:path";
import { SaxesParser } from "saxes";
import { fileTypeFromBuffer } from "file-type";
// src/assets/clean-svg/svg-structure.ts
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const MAX_BYTES = 524288;
const MAX_ELEMENTS = 2e4;
const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 128;
/** A few of these nested or repeated keep a browser busy for minutes. */
const COSTLY_ELEMENTS = /* @__PURE__ */ new Set(["filter", "marker"]);
const BARE_DOCTYPE = /^\s*svg(\s+PUBLIC\s+(["'])-\/\/W3C\/\/DTD SVG (?:1\.[01](?: Tiny| Basic)?|20010904)\/\/EN\2\s+(["'])https?:\/\/www\.w3\.org\/[\w./-]+\3)?\s*$/;
function readSvg(bytes) {
	if (bytes.length > MAX_BYTES) throw new LogoRefused("svg_too_large");
	let text;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		throw new LogoRefused("corrupt", {
			message: "The SVG is not valid UTF-8 text. Export it again as UTF-8.",
			cause: error
		});
	}
	return {
		text,
		hasStyleSheet: assertStructure(text)
	};
}
/** Streams over the text before any tree is built from it, so that its size and shape are known to be harmless. */
function assertStructure(text) {
	let hasStyleSheet = false;
	let elements = 0;
	let depth = 0;
	const parser = new SaxesParser({ xmlns: true });
	parser.on("doctype", assertHarmlessDoctype);
	parser.on("processinginstruction", () => {
		throw new LogoRefused("unsafe_svg");
	});
	parser.on("opentag", (tag) => {
		elements += 1;
		depth += 1;
		if (elements === 1) assertSvgRoot(tag);
		if (elements > MAX_ELEMENTS) throw new LogoRefused("svg_too_large");
		if (depth > MAX_DEPTH || Object.keys(tag.attributes).length > MAX_ATTRIBUTES) throw new LogoRefused("svg_too_complex");
		if (COSTLY_ELEMENTS.has(tag.local) || usesFilter(tag)) throw new LogoRefused("svg_too_complex");
		if (tag.local === "style") hasStyleSheet = true;
	});
	parser.on("closetag", () => {
		depth -= 1;
	});
	try {
		parser.write(text).close();
	} catch (error) {
		if (error instanceof LogoRefused) throw error;
		throw new LogoRefused("corrupt", {
			message: "The SVG is not well-formed. Export it again from a drawing program.",
			cause: error
		});
	}
	return hasStyleSheet;
}
function assertHarmlessDoctype(doctype) {
	if (/^\s*html\b/i.test(doctype)) throw new LogoRefused("not_an_image");
	if (!BARE_DOCTYPE.test(doctype)) throw new LogoRefused("unsafe_svg");
}
function assertSvgRoot({ uri, local, prefix }) {
	if (local !== "svg") throw new LogoRefused("not_an_image");
	if (uri !== "http://www.w3.org/2000/svg" || prefix !== "") throw new LogoRefused("not_an_image", { message: `The SVG does not start with <svg xmlns="${SVG_NAMESPACE}">, so it is not an image on its own. Export it as a file.` });
}
function usesFilter({ attributes }) {
	const { filter, style } = attributes;
	return filter !== void 0 && filter.value.trim() !== "none" || /(?:^|[;\s-])filter\s*:(?!\s*none)/i.test(style?.value ?? "");
}
// src/assets/logo-kind.ts
const KINDS = {
	png: {
		extensions: ["png", "apng"],
		types: [
			"image/png",
			"image/x-png",
			"image/apng",
			"image/vnd.mozilla.apng"
		]
	},
	jpeg: {
		extensions: [
			"jpg",
			"jpeg",
			"jpe",
			"jfif"
		],
		types: [
			"image/jpeg",
			"image/jpg",
			"image/pjpeg"
		]
	},
	gif: {
		extensions: ["gif"],
		types: ["image/gif"]
	},
	webp: {
		extensions: ["webp"],
		types: ["image/webp"]
	},
	svg: {
		extensions: ["svg"],
		types: [
			"image/svg+xml",
			"application/xml",
			"text/xml"
		]
	}
};
/** What is sent, or assumed for a part of a form, when the type is unknown: it claims nothing, so it contradicts nothing. */
const NO_CLAIM = /* @__PURE__ */ new Set([
	"",
	"application/octet-stream",
	"binary/octet-stream",
	"text/plain"
]);
const UTF8_BOM = "ï»¿";
/** Decides by content alone. For SVG it only says that the text may be one; the parser has the last word. */
async function detectKind(bytes) {
	const mime = (await fileTypeFromBuffer(bytes))?.mime;
	for (const [kind, { types }] of Object.entries(KINDS)) if (kind !== "svg" && types.some((type) => type === mime)) return kind;
	if ((mime === void 0 || mime === "application/xml") && startsLikeMarkup(bytes)) return "svg";
	throw new LogoRefused("not_an_image");
}
function startsLikeMarkup(bytes) {
	const head = Buffer.from(bytes.subarray(0, 1024)).toString("latin1");
	return (head.startsWith(UTF8_BOM) ? head.slice(3) : head).trimStart().startsWith("<");
}
/** A name or type that says something else than the content is a mistake or a trick; either way the person should know. */
function assertDeclarationAgrees(kind, declared) {
	const extension = extname(declared.filename ?? "").slice(1).toLowerCase();
	const type = (declared.contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
	const { extensions, types } = KINDS[kind];
	if ((extension === "" || extensions.some((known) => known === extension)) && (NO_CLAIM.has(type) || types.some((known) => known === type))) return;
	throw new LogoRefused("type_mismatch", { message: `The content of this file is ${kind.toUpperCase()}, but its name or type says otherwise. Rename it to end in .${extensions[0]} and upload it again.` });
}
// src/assets/logo-worker.ts
/**
* The child process that decodes one logo and exits. Image decoders and a DOM never load into the server: a file that
* hangs, crashes or bloats them costs this process only, and no upload shares memory with the next one.
*/
process.once("disconnect", () => process.exit());
process.once("message", async (job) => {
	await answer(await decode(job).then((logo) => ({ logo }), toFailure));
	process.disconnect();
});
async function decode({ bytes, declared }) {
	const kind = await detectKind(bytes);
	if (kind === "svg") {
		const svg = readSvg(bytes);
		assertDeclarationAgrees(kind, declared);
		const { cleanSvg } = await import("./clean-svg-DxUW9jec.js");
		await answer("decoding");
		return cleanSvg(svg);
	}
	assertDeclarationAgrees(kind, declared);
	const { reencodeRaster } = await import("./raster-logo-Dm9hUPEm.js");
	await answer("decoding");
	return reencodeRaster(bytes, kind);
}
function toFailure(error) {
	if (error instanceof LogoRefused) return { refused: {
		reason: error.reason,
		message: error.message
	} };
	return { failed: error instanceof Error ? error.stack ?? error.message : String(error) };
}
function answer(message) {
	return new Promise((resolve, reject) => {
		process.send?.(message, (error) => error ? reject(error) : resolve());
	});
}
export { readSvg as n, SVG_NAMESPACE as t };

//# sourceMappingURL=logo-worker.js.map