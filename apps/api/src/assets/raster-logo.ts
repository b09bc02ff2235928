import sharp from 'sharp';
import type { RasterKind } from './logo-kind.ts';
import type { DecodedLogo } from './logo-messages.ts';
import { LogoRefused } from './logo-refusal.ts';

const MAX_PIXELS = 16_000_000;
const MAX_SIDE = 1024;

// libvips reads some forty formats; whatever the sniffing says, only these four decoders can ever run.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadNsgif', 'VipsForeignLoadWebp'],
});
sharp.cache(false);
sharp.concurrency(1);

/** Decodes the first frame and encodes it anew: nothing but pixels survives, so neither do metadata, tails and polyglots. */
export async function reencodeRaster(bytes: Uint8Array, kind: RasterKind): Promise<DecodedLogo> {
  try {
    const header = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (header.format !== kind) throw new LogoRefused('corrupt');
    if (header.width * header.height > MAX_PIXELS) throw new LogoRefused('too_many_pixels');

    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' })
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
    const lossless = kind === 'png' || kind === 'gif';
    const encoded = lossless ? picture.png() : picture.webp({ quality: 90, smartSubsample: true });
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    const extension = lossless ? 'png' : 'webp';
    return { bytes: data, extension, contentType: `image/${extension}`, width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof LogoRefused) throw error;
    throw new LogoRefused('corrupt', { cause: error });
  }
}
