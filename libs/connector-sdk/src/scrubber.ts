import type { BoundSecret } from '@ims/egress';

/** Takes secrets out of text meant for people, should a system or a connector have repeated one. */
export interface Scrubber {
  learn(secret: BoundSecret): void;
  clean(text: string): string;
}

const shortest = 4;
const mark = '[secret]';

/** A scrubber that knows a secret, and learns those made from it as they are used. */
export function createScrubber(first?: BoundSecret): Scrubber {
  const learnt = new Set<string>();
  const needles = new Set<string>();
  let longestFirst: string[] = [];
  const learn = (secret: BoundSecret) => {
    const value = secret.revealTo(secret.origin);
    if (learnt.has(value)) return;
    learnt.add(value);
    for (const form of formsOf(value)) needles.add(form);
    longestFirst = [...needles].sort((a, b) => b.length - a.length);
  };
  if (first) learn(first);
  return {
    learn,
    clean: (text) => longestFirst.reduce((cleaned, needle) => cleaned.replaceAll(needle, mark), text),
  };
}

/** The ways in which a secret may stand in a text. Shorter ones than four characters would blot out ordinary words. */
function formsOf(secret: string): string[] {
  // Lines of a key and segments of a path count by themselves when they are long enough to be secret.
  const pieces = secret.split(/[\s/]+/).filter((piece) => piece.length >= 16);
  const forms = [secret.trim(), ...pieces].flatMap((value) => [value, ...encodings(value)]);
  return forms.filter((form) => form.length >= shortest);
}

function encodings(value: string): string[] {
  const percent = encodeURIComponent(value.toWellFormed());
  const lowerPercent = percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const path = percent.replaceAll('%2F', '/');
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  return [
    percent,
    lowerPercent,
    path,
    form,
    JSON.stringify(value).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...base64(bytes),
  ];
}

/** Base64 of the secret wherever it begins in a longer text (`user:secret`, say): one form for each of three offsets. */
function base64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const core = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return core.length < 6 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
