import { t as LogoRefused } from "./logo-refusal-DYpRVrdX.js";
import { n as readSvg } from "./logo-worker.js";
import { SaxesParser } from "saxes";
import createDOMPurify from "dompurify";
import { JSDOM, VirtualConsole } from "jsdom";
// src/assets/clean-svg/drawing-cost.ts
const MAX_DRAWN_ELEMENTS = 2e4;
const DRAWN_AGAIN = /* @__PURE__ */ new Set([
	"use",
	"pattern",
	"mask",
	"clipPath"
]);
const LOCAL_URL$1 = /url\(\s*["']?#([^\s"')]+)/gi;
/**
* Walks the picture as a browser draws it, following every reference, and gives up when that takes too many steps.
* A few hundred bytes of copies of copies can otherwise keep a renderer busy for hours.
*/
function assertCheapToDraw(root) {
	const byId = new Map([...root.querySelectorAll("[id]")].map((element) => [element.id, element]));
	const pending = [{
		element: root,
		insideUse: false,
		insidePattern: false
	}];
	let drawn = 0;
	for (let visit = pending.pop(); visit; visit = pending.pop()) {
		drawn += 1;
		if (drawn > MAX_DRAWN_ELEMENTS) throw new LogoRefused("svg_too_complex");
		const { element, insideUse, insidePattern } = visit;
		for (const child of element.children) pending.push({
			...visit,
			element: child
		});
		for (const { kind, target } of referencesOf(element, byId)) {
			if (kind === "use" && insideUse || kind === "pattern" && insidePattern) throw new LogoRefused("svg_too_complex");
			pending.push({
				element: target,
				insideUse: insideUse || kind === "use",
				insidePattern: insidePattern || kind === "pattern"
			});
		}
	}
}
/** Gradients are left out: however often they are named, painting with one costs the same. */
function referencesOf(element, byId) {
	const references = [];
	const add = (kind, id) => {
		const target = byId.get(id ?? "");
		const drawnAs = kind ?? target?.localName ?? "";
		if (target && DRAWN_AGAIN.has(drawnAs)) references.push({
			kind: drawnAs,
			target
		});
	};
	for (const { localName, value } of element.attributes) if (localName === "href") add(element.localName === "use" ? "use" : void 0, value.slice(1));
	else for (const [, id] of value.matchAll(LOCAL_URL$1)) add(void 0, id);
	return references;
}
// src/assets/clean-svg/passive-svg.ts
const XLINK_NAMESPACE = "http://www.w3.org/1999/xlink";
const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE = "http://www.w3.org/2000/xmlns/";
const SHAPES = [
	"path",
	"rect",
	"circle",
	"ellipse",
	"line",
	"polyline",
	"polygon",
	"text"
];
const ELEMENTS = /* @__PURE__ */ new Set([
	...SHAPES,
	...[
		"svg",
		"g",
		"defs",
		"symbol",
		"use",
		"switch",
		"title",
		"desc",
		"tspan",
		"textPath"
	],
	...[
		"clipPath",
		"mask",
		"pattern",
		"linearGradient",
		"radialGradient",
		"stop"
	]
]);
const LOCAL_HREF = /^#[^\s"'()<>\\]+$/;
const LOCAL_URL = /url\(\s*(["']?)#[^\s"'()<>\\]+\1\s*\)/gi;
const WORD_OR_CALL = /[\w-]+\s*\(?|\(/g;
const PASSIVE_FUNCTION = /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|calc|matrix|translate[xy]?|scale[xy]?|rotate|skew[xy]?|circle|ellipse|inset|polygon)$/i;
const DRAWING_PROPERTY = /^(?:fill|stroke|stop|clip|mask|font|text|color|opacity|display|visibility|overflow|transform|paint-order|mix-blend-mode|isolation|vector-effect|shape-rendering|letter-spacing|word-spacing|writing-mode|direction|dominant-baseline|alignment-baseline|baseline-shift)(?:-[a-z]+)*$/i;
const PLAIN_TEXT_ATTRIBUTE = /^(?:id|class|role|lang|version|aria-[a-z]+|xml:(?:id|lang|space)|xlink:title)$/i;
/** True when the value cannot make a browser fetch or run anything, however its CSS is parsed. */
function isPassiveAttribute(name, value) {
	if (/^on/i.test(name)) return false;
	if (/^(?:xlink:)?href$/i.test(name)) return LOCAL_HREF.test(value);
	if (/^xmlns(?::xlink)?$/i.test(name)) return value === "http://www.w3.org/2000/svg" || value === XLINK_NAMESPACE;
	if (name === "style") return passiveStyle(value) === value;
	return PLAIN_TEXT_ATTRIBUTE.test(name) || isPassiveCss(value);
}
/** Keeps the declarations that only draw. Each piece must be harmless alone, so a wrong split cannot make a harmful whole. */
function passiveStyle(style) {
	return style.split(";").map((declaration) => declaration.trim()).filter((declaration) => {
		const [property = "", ...value] = declaration.split(":");
		return DRAWING_PROPERTY.test(property.trim()) && isPassiveCss(value.join(":"));
	}).join(";");
}
function isPassiveCss(value) {
	const withoutLocalUrls = value.replace(LOCAL_URL, " ");
	if (/[\\:@<>]/.test(withoutLocalUrls)) return false;
	return (withoutLocalUrls.match(WORD_OR_CALL) ?? []).filter((word) => word.endsWith("(")).every((call) => PASSIVE_FUNCTION.test(call.slice(0, -1).trim()));
}
/** The last word, on the very text that will be stored and with another parser than the one that cleaned it. */
function assertPassive(text) {
	const refuse = () => {
		throw new LogoRefused("unsafe_svg");
	};
	const parser = new SaxesParser({ xmlns: true });
	parser.on("doctype", refuse);
	parser.on("processinginstruction", refuse);
	parser.on("cdata", refuse);
	parser.on("comment", refuse);
	parser.on("opentag", (tag) => {
		if (!isPassiveElement(tag)) refuse();
	});
	parser.write(text).close();
}
function isPassiveElement({ uri, prefix, local, attributes }) {
	if (uri !== "http://www.w3.org/2000/svg" || prefix !== "" || !ELEMENTS.has(local)) return false;
	return Object.values(attributes).every((attribute) => [
		"",
		XLINK_NAMESPACE,
		XML_NAMESPACE,
		XMLNS_NAMESPACE
	].includes(attribute.uri) && isPassiveAttribute(attribute.name, attribute.value));
}
// src/assets/clean-svg/svg-size.ts
const PIXELS_PER_UNIT = {
	"": 1,
	px: 1,
	pt: 96 / 72,
	pc: 16,
	mm: 96 / 25.4,
	cm: 96 / 2.54,
	in: 96
};
/** In CSS pixels, as a browser would lay the image out: own size first, then the view box, then the default of CSS. */
function svgSize(root) {
	const [, , boxWidth, boxHeight] = (root.getAttribute("viewBox") ?? "").trim().split(/[\s,]+/).map(Number);
	return {
		width: pixels(root.getAttribute("width")) ?? whole(boxWidth) ?? 300,
		height: pixels(root.getAttribute("height")) ?? whole(boxHeight) ?? 150
	};
}
function pixels(length) {
	const [, amount, unit = ""] = /^\s*([\d.]+(?:e[+-]?\d+)?)([a-z%]*)\s*$/i.exec(length ?? "") ?? [];
	return whole(Number(amount) * (PIXELS_PER_UNIT[unit.toLowerCase()] ?? NaN));
}
function whole(size) {
	return size !== void 0 && Number.isFinite(size) && size > 0 ? Math.max(1, Math.round(size)) : void 0;
}
// src/assets/clean-svg/clean-svg.ts
/** In DOMPurify's SVG profile, but linking, fetching, moving or of no use in a picture that stands alone. */
const NOT_IN_A_LOGO = {
	elements: [
		...[
			"a",
			"style",
			"image",
			"filter",
			"marker",
			"metadata",
			"view",
			"mpath",
			"tref"
		],
		...[
			"animatecolor",
			"animatemotion",
			"animatetransform"
		],
		...[
			"font",
			"glyph",
			"glyphref",
			"altglyph",
			"altglyphdef",
			"altglyphitem",
			"hkern",
			"vkern"
		]
	],
	attributes: [
		...[
			"attributename",
			"attributetype",
			"begin",
			"end",
			"dur",
			"by",
			"values",
			"keytimes",
			"keysplines",
			"keypoints"
		],
		...[
			"repeatcount",
			"repeatdur",
			"restart",
			"additive",
			"accumulate",
			"filter",
			"media",
			"tabindex"
		],
		...[
			"marker-start",
			"marker-mid",
			"marker-end"
		]
	]
};
/** Returns a self-contained picture: no script, no handler, no link, nothing fetched, wherever it is shown. */
async function cleanSvg(source) {
	const { text } = source.hasStyleSheet ? await inlineStyleSheet(source) : source;
	const { window } = new JSDOM(text, {
		contentType: "image/svg+xml",
		virtualConsole: new VirtualConsole()
	});
	const root = window.document.documentElement;
	sanitise(root, window);
	if (!root.querySelector(SHAPES.join())) throw new LogoRefused("nothing_to_show");
	assertCheapToDraw(root);
	const cleaned = new window.XMLSerializer().serializeToString(root);
	assertPassive(cleaned);
	return {
		bytes: Buffer.from(cleaned),
		extension: "svg",
		contentType: "image/svg+xml",
		...svgSize(root)
	};
}
/** Drawing programs put colours into a style sheet. Sheets are not allowed in, so their rules move onto the shapes. */
async function inlineStyleSheet({ text }) {
	const { optimize } = await import("svgo");
	const { data } = optimize(text, { plugins: [{
		name: "inlineStyles",
		params: { onlyMatchedOnce: false }
	}] });
	return readSvg(Buffer.from(data));
}
function sanitise(root, window) {
	for (const link of root.querySelectorAll("a")) link.replaceWith(...link.childNodes);
	const purify = createDOMPurify(window);
	purify.addHook("uponSanitizeAttribute", (_element, attribute) => {
		if (attribute.attrName === "style") attribute.attrValue = passiveStyle(attribute.attrValue);
		attribute.keepAttr = attribute.attrValue !== "" && isPassiveAttribute(attribute.attrName, attribute.attrValue);
	});
	purify.sanitize(root, {
		IN_PLACE: true,
		USE_PROFILES: { svg: true },
		ADD_TAGS: ["use"],
		ADD_ATTR: ["role"],
		FORBID_TAGS: NOT_IN_A_LOGO.elements,
		FORBID_ATTR: NOT_IN_A_LOGO.attributes,
		ALLOW_DATA_ATTR: false,
		KEEP_CONTENT: false,
		SANITIZE_DOM: false
	});
}
export { cleanSvg };

//# sourceMappingURL=clean-svg-DxUW9jec.js.map