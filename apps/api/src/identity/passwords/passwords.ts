import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { unavailable } from '../../platform/errors/common-errors.ts';

/** argon2id (the library's default) with 64 MiB and three passes: about 60 ms on one core. */
const OPTIONS: Options = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };
const MAX_AT_ONCE = 4;
const MAX_WAITING = 32;

/** Hashes and checks passwords; bounded, since each one takes 64 MiB. */
@Injectable()
export class Passwords {
  private readonly slots = pLimit(MAX_AT_ONCE);
  /** Checked when there is nobody to check, so that a wrong name takes as long as a wrong password. */
  private readonly nobody = hash(randomBytes(16), OPTIONS);

  hash(password: string): Promise<string> {
    return this.bounded(() => hash(password.normalize('NFKC'), OPTIONS));
  }

  /** Whether `password` is the one behind `hashed`; takes its time and says no when there is no hash. */
  async matches(hashed: string | null | undefined, password: string): Promise<boolean> {
    const against = hashed ?? (await this.nobody);
    const same = await this.bounded(() => verify(against, password.normalize('NFKC')));
    return same && typeof hashed === 'string';
  }

  private bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.slots.pendingCount >= MAX_WAITING) {
      throw unavailable({
        detail: 'Too many people sign in at this moment. Try again in a few seconds.',
        headers: { 'Retry-After': '3' },
      });
    }
    return this.slots(work);
  }
}
