import type { Declared } from './logo-kind.ts';
import type { LogoRefusal } from './logo-refusal.ts';

/** What the server and the child that decodes say to each other. */
export type LogoJob = { bytes: Uint8Array; declared: Declared };

export type DecodedLogo = {
  bytes: Uint8Array;
  extension: 'png' | 'webp' | 'svg';
  contentType: string;
  width: number;
  height: number;
};

export type LogoAnswer =
  | 'decoding'
  | { logo: DecodedLogo }
  | { refused: { reason: LogoRefusal; message: string } }
  | { failed: string };
