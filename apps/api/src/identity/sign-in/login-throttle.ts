import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { KeyRing } from '../../crypto/index.ts';
import { Config } from '../../platform/config/config.ts';
import { SharedCounters } from '../../platform/database/shared-counters.ts';
import { addressBlock, consume } from '../../platform/http/throttle.guard.ts';

const QUARTER = 15 * 60;
const HOUR = 3600;

/**
 * Slows down guessing. Counted in PostgreSQL, so that all instances agree. A browser that signed in before carries a
 * device mark with a counter of its own: whoever guesses from elsewhere cannot lock the owner out.
 */
@Injectable()
export class LoginThrottle {
  private readonly on: boolean;
  private readonly key: Buffer;
  private readonly byAddress: RateLimiterPostgres;
  private readonly byAccountAndAddress: RateLimiterPostgres;
  private readonly byAccount: RateLimiterPostgres;
  private readonly byDevice: RateLimiterPostgres;

  constructor(config: Config, ring: KeyRing, counters: SharedCounters) {
    this.on = config.throttle.on;
    this.key = ring.subkey('login-attempts');
    this.byAddress = counters.limiter('address', 100, QUARTER);
    this.byAccountAndAddress = counters.limiter('pair', 5, QUARTER);
    this.byAccount = counters.limiter('account', 20, HOUR);
    this.byDevice = counters.limiter('device', 10, QUARTER);
  }

  /** Counts an attempt before the password is looked at; throws 429 when there were too many. */
  async admit(email: string, address: string | undefined, device: string | undefined): Promise<void> {
    if (!this.on) return;
    const from = addressBlock(address);
    const why = 'Too many sign-in attempts.';
    await consume(this.byAddress, this.digest(from), why);
    if (device && this.isDeviceOf(email, device)) return consume(this.byDevice, this.digest(email), why);
    await consume(this.byAccountAndAddress, this.digest(`${email} ${from}`), why);
    await consume(this.byAccount, this.digest(email), why);
  }

  /** After a success: failures of this pair no longer count, and the attempt itself never did. Gives the mark of this device. */
  async forgive(email: string, address: string | undefined, device: string | undefined): Promise<string> {
    if (!this.on) return this.deviceOf(email);
    const from = addressBlock(address);
    await this.byAddress.reward(this.digest(from));
    if (device && this.isDeviceOf(email, device)) {
      await this.byDevice.delete(this.digest(email));
    } else {
      await this.byAccountAndAddress.delete(this.digest(`${email} ${from}`));
      await this.byAccount.reward(this.digest(email));
    }
    return this.deviceOf(email);
  }

  private deviceOf(email: string): string {
    return this.digest(`device ${email}`);
  }

  private isDeviceOf(email: string, mark: string): boolean {
    const [given, right] = [Buffer.from(mark), Buffer.from(this.deviceOf(email))];
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private digest(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
