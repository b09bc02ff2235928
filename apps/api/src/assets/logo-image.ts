import { hash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Declared } from './logo-kind.ts';
import type { DecodedLogo } from './logo-messages.ts';
import { decodeInChild } from './logo-process.ts';
import { LogoRefused } from './logo-refusal.ts';

export type PreparedLogo = Omit<DecodedLogo, 'bytes'> & {
  bytes: Buffer;
  /** Of the stored bytes, in hex. */
  sha256: string;
};

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_AT_ONCE = 2;
const MAX_WAITING = 8;

const slots = pLimit(MAX_AT_ONCE);
const inProgress = new Set<Promise<DecodedLogo>>();
let stopping = new AbortController();

/**
 * Turns an untrusted upload into an image that is safe to store and serve: at most 1024 pixels a side, or a passive SVG.
 * Throws `LogoRefused` when the file cannot be one, or when too many are waiting already.
 */
export async function prepareLogo(bytes: Buffer, { filename, contentType }: Declared): Promise<PreparedLogo> {
  if (bytes.length === 0) throw new LogoRefused('empty');
  if (bytes.length > MAX_BYTES) throw new LogoRefused('too_large');
  if (slots.pendingCount >= MAX_WAITING) throw new LogoRefused('busy');

  const stop = stopping.signal;
  const decoding = slots(() => decodeInChild({ bytes, declared: { filename, contentType } }, stop));
  inProgress.add(decoding);
  try {
    const logo = await decoding;
    const stored = Buffer.from(logo.bytes);
    return { ...logo, bytes: stored, sha256: hash('sha256', stored) };
  } finally {
    inProgress.delete(decoding);
  }
}

/** Kills what is being decoded and waits until it is gone; those uploads are refused as `busy`. */
export async function close(): Promise<void> {
  stopping.abort(new LogoRefused('busy'));
  stopping = new AbortController();
  await Promise.allSettled(inProgress);
}
