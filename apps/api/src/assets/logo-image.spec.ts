import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { close, prepareLogo } from './logo-image.ts';
import type { LogoRefusal } from './logo-refusal.ts';
import { findActiveParts } from './testing/find-active-parts.ts';
import { blackPng, svg } from './testing/images.ts';

// Each logo starts a process, which is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

// Kept as .txt so that no tool opens or rewrites them as pictures.
const CORPUS = join(import.meta.dirname, 'testing/svg-active');

const picture = (width = 40, height = 20) => sharp({ create: { width, height, channels: 3, background: '#0a84ff' } });

const outcome = (bytes: Buffer, declared = {}): Promise<LogoRefusal | 'accepted'> =>
  prepareLogo(bytes, declared).then(
    () => 'accepted',
    (error) => error.reason ?? error,
  );

afterAll(close);

describe('a picture made of pixels', () => {
  test.each([
    ['png', 'png'],
    ['gif', 'png'],
    ['webp', 'webp'],
    ['jpeg', 'webp'],
  ] as const)('%s is encoded anew as %s', async (format, extension) => {
    const logo = await prepareLogo(await picture().toFormat(format).toBuffer(), { contentType: `image/${format}` });
    expect(logo).toMatchObject({ extension, contentType: `image/${extension}`, width: 40, height: 20 });
    expect(logo.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await sharp(logo.bytes).metadata()).toMatchObject({ format: extension, width: 40, height: 20 });
  });

  test('is scaled down to 1024 pixels and never up', async () => {
    expect(await prepareLogo(blackPng(3000, 1500), {})).toMatchObject({ width: 1024, height: 512 });
  });

  test('is turned upright and loses its metadata', async () => {
    const exif = { IFD0: { Copyright: 'canary-copyright' } };
    const logo = await prepareLogo(await picture().withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer(), {
      filename: 'photo.JPG',
    });
    expect(logo).toMatchObject({ width: 20, height: 40 });
    expect(logo.bytes.includes('canary-copyright')).toBe(false);
    expect((await sharp(logo.bytes).metadata()).exif).toBeUndefined();
  });

  test('keeps the first frame of an animation', async () => {
    const frames = await Promise.all([picture().png().toBuffer(), picture().negate().png().toBuffer()]);
    const logo = await prepareLogo(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      {},
    );
    expect(logo).toMatchObject({ extension: 'png', width: 40, height: 20 });
    expect((await sharp(logo.bytes).metadata()).pages).toBeUndefined();
  });

  test.each([
    ['a PNG with an archive behind it', async () => Buffer.concat([blackPng(8, 8), Buffer.from('PK\x03\x04canary')])],
    ['a JPEG with a page in its comment', () => jpegWithComment('<script>canary</script>')],
    [
      'a GIF that ends as a script',
      async () => Buffer.concat([await picture().gif().toBuffer(), Buffer.from('*/=1;canary')]),
    ],
  ])('%s loses all but the picture', async (_name, polyglot) => {
    const bytes = await polyglot();
    expect(bytes.includes('canary')).toBe(true);
    const logo = await prepareLogo(bytes, {});
    expect(logo.bytes.includes('canary')).toBe(false);
  });
});

describe('a file that is not what it seems', () => {
  const png = blackPng(8, 8);
  const vector = svg('<path d="M0 0h9v9z"/>');

  test.each<[string, Buffer, { filename?: string; contentType?: string }, LogoRefusal | 'accepted']>([
    ['a PNG of unknown type', png, { filename: 'logo.png', contentType: 'application/octet-stream' }, 'accepted'],
    ['a PNG without name and type', png, {}, 'accepted'],
    ['a PNG in a part without type', png, { filename: 'blob', contentType: 'text/plain' }, 'accepted'],
    [
      'an SVG named in capitals with a charset',
      vector,
      { filename: 'A.SVG', contentType: 'image/svg+xml; charset=utf-8' },
      'accepted',
    ],
    ['an SVG named .png', vector, { filename: 'logo.png' }, 'type_mismatch'],
    ['an SVG sent as PNG', vector, { filename: 'logo.svg', contentType: 'image/png' }, 'type_mismatch'],
    ['a PNG sent as page', png, { contentType: 'text/html' }, 'type_mismatch'],
    ['a PNG named .html', png, { filename: 'logo.png.html' }, 'type_mismatch'],
    [
      'a page named .png',
      Buffer.from('<!DOCTYPE html><html><script>1</script></html>'),
      { filename: 'a.png' },
      'not_an_image',
    ],
    [
      'a page named .svg',
      Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"/>'),
      { filename: 'a.svg' },
      'not_an_image',
    ],
    ['an SVG without namespace', Buffer.from('<svg width="9" height="9"/>'), {}, 'not_an_image'],
    ['a PDF', Buffer.from('%PDF-1.7\n%%EOF'), {}, 'not_an_image'],
    ['a TIFF', Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1'), {}, 'not_an_image'],
    ['plain text', Buffer.from('hello'), {}, 'not_an_image'],
    ['a script that starts like a GIF', Buffer.from('GIF89a/*\x01\x01\0\0,*/=1;alert(1)//', 'latin1'), {}, 'corrupt'],
    ['an empty file', Buffer.alloc(0), {}, 'empty'],
    ['a file over 5 MB', Buffer.alloc(5 * 1024 * 1024 + 1), {}, 'too_large'],
  ])('%s', async (_name, bytes, declared, expected) => {
    expect(await outcome(bytes, declared)).toBe(expected);
  });

  test.each(['png', 'jpeg', 'gif', 'webp'] as const)('a truncated %s is refused', async (format) => {
    const bytes = await picture(400, 400).toFormat(format).toBuffer();
    expect(await outcome(bytes.subarray(0, bytes.length / 2))).toBe('corrupt');
  });

  test('a small file that unfolds to 400 million pixels is refused', async () => {
    const bomb = blackPng(20_000, 20_000);
    expect(bomb.length).toBeLessThan(64 * 1024);
    expect(await outcome(bomb)).toBe('too_many_pixels');
  });

  test('a style sheet that takes forever is given up', async () => {
    const rules = Array.from({ length: 8000 }, (_, i) => `.c${i}{fill:red}`).join('');
    const shapes = Array.from({ length: 8000 }, (_, i) => `<path class="c${i}"/>`).join('');
    expect(await outcome(svg(`<style>${rules}</style>${shapes}`))).toBe('took_too_long');
  });

  test('a refusal tells the person what to do', async () => {
    await expect(prepareLogo(vector, { filename: 'logo.png' })).rejects.toThrow(/Rename it to end in \.svg/);
  });
});

describe('an SVG that attacks', () => {
  test.concurrent.each(readdirSync(CORPUS))('%s is refused or made passive', async (name) => {
    const attack = readFileSync(join(CORPUS, name));
    const logo = await prepareLogo(attack, { filename: name.replace('.txt', '') }).catch((refused) => refused);
    if (logo instanceof Error) return expect(logo).toHaveProperty('reason');
    expect(findActiveParts(logo.bytes.toString())).toEqual([]);
  });

  test('the check above sees what is wrong with the originals', () => {
    const blind = readdirSync(CORPUS).filter((name) => {
      try {
        return findActiveParts(readFileSync(join(CORPUS, name), 'utf8')).length === 0;
      } catch {
        return false;
      }
    });
    expect(blind).toEqual([]);
  });
});

describe('under load and at the end', () => {
  test('refuses more than ten at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => outcome(blackPng(8, 8))));
    expect(outcomes.filter((reason) => reason === 'busy')).toHaveLength(2);
    expect(outcomes.filter((reason) => reason === 'accepted')).toHaveLength(10);
  });

  test('closing refuses what is under way and leaves nothing behind', async () => {
    const pending = [outcome(blackPng(8, 8)), outcome(blackPng(8, 8)), outcome(blackPng(8, 8))];
    await close();
    expect(await Promise.all(pending)).toEqual(['busy', 'busy', 'busy']);
    expect(await outcome(blackPng(8, 8))).toBe('accepted');
  });
});

async function jpegWithComment(text: string): Promise<Buffer> {
  const jpeg = await picture().jpeg().toBuffer();
  const length = Buffer.from([(text.length + 2) >> 8, (text.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe]), length, Buffer.from(text), jpeg.subarray(2)]);
}
