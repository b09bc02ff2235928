// src/assets/logo-refusal.ts
const SENTENCES = {
	empty: "The file is empty. Choose an image and upload it again.",
	too_large: "The file is larger than 5 MB. Scale the image down and upload it again.",
	not_an_image: "This is not an image that can be a logo. Upload a PNG, JPEG, GIF, WebP or SVG file.",
	type_mismatch: "The name or type of the file does not match its content. Give it the right ending and upload it again.",
	too_many_pixels: "The image has more than 16 million pixels. Scale it down (1024 pixels on the longer side are enough) and upload it again.",
	corrupt: "The image is damaged or incomplete. Open it in an image editor, export it again and upload the new file.",
	svg_too_large: "The SVG is larger than 512 KB or has more than 20,000 elements. Simplify it, or export the logo as PNG and upload that.",
	svg_too_complex: "The SVG uses filters, markers, nested patterns or nested copies of shapes, which logos may not. Flatten its effects, or export the logo as PNG and upload that.",
	unsafe_svg: "The SVG contains document types, entities, processing instructions or other active parts, which logos may not. Export it as plain SVG, or as PNG, and upload that.",
	nothing_to_show: "The SVG has no shapes or text of its own. If it embeds a picture, upload that picture as PNG, JPEG or WebP instead.",
	took_too_long: "The image took too long to process. Simplify it or scale it down and upload it again.",
	too_costly: "The image needs too much memory to process. Simplify it or scale it down and upload it again.",
	busy: "Other logos are being processed right now. Wait a few seconds and upload this one again."
};
/** The file, not the system, is at fault (`busy` aside). The message tells the person who uploaded it what to do. */
var LogoRefused = class extends Error {
	name = "LogoRefused";
	reason;
	constructor(reason, options = {}) {
		super(options.message ?? SENTENCES[reason], options);
		this.reason = reason;
	}
};
export { LogoRefused as t };

//# sourceMappingURL=logo-refusal-DYpRVrdX.js.map