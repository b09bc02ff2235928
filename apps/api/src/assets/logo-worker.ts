/**
 * The child process that decodes one logo and exits. Image decoders and a DOM never load into the server: a file that
 * hangs, crashes or bloats them costs this process only, and no upload shares memory with the next one.
 */
import { setSourceMapsSupport } from 'node:module';
import { readSvg } from './clean-svg/svg-structure.ts';
import { assertDeclarationAgrees, detectKind } from './logo-kind.ts';
import type { DecodedLogo, LogoAnswer, LogoJob } from './logo-messages.ts';
import { LogoRefused } from './logo-refusal.ts';

// Stacks of what is loaded from here on, the decoders, lead to our sources.
setSourceMapsSupport(true);
process.once('disconnect', () => process.exit());
process.once('message', async (job: LogoJob) => {
  await answer(await decode(job).then((logo): LogoAnswer => ({ logo }), toFailure));
  process.disconnect();
});

async function decode({ bytes, declared }: LogoJob): Promise<DecodedLogo> {
  const kind = await detectKind(bytes);
  if (kind === 'svg') {
    const svg = readSvg(bytes);
    assertDeclarationAgrees(kind, declared);
    const { cleanSvg } = await import('./clean-svg/clean-svg.ts');
    await answer('decoding');
    return cleanSvg(svg);
  }
  assertDeclarationAgrees(kind, declared);
  const { reencodeRaster } = await import('./raster-logo.ts');
  await answer('decoding');
  return reencodeRaster(bytes, kind);
}

function toFailure(error: unknown): LogoAnswer {
  if (error instanceof LogoRefused) return { refused: { reason: error.reason, message: error.message } };
  return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function answer(message: LogoAnswer): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
