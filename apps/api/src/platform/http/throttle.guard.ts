import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Config } from '../config/config.ts';
import { throttled } from '../errors/common-errors.ts';

/** A fair share of the API for each person, or for each address where nobody is signed in. Counted per instance. */
@Injectable()
export class ThrottleGuard implements CanActivate {
  private readonly limiter?: RateLimiterMemory;

  constructor(config: Config) {
    if (config.throttle.on)
      this.limiter = new RateLimiterMemory({ points: config.throttle.apiPerMinute, duration: 60 });
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!this.limiter) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const { scope } = request;
    const caller = scope ? `${scope.tenantId}/${scope.actor.kind}/${scope.actor.id}` : addressBlock(request.ip);
    await consume(this.limiter, caller, 'You send more requests than your share.');
    return true;
  }
}

interface Limiter {
  consume(key: string): Promise<RateLimiterRes>;
}

/** Takes one point of the key's share; throws 429 with `Retry-After` when none is left. */
export async function consume(limiter: Limiter, key: string, detail: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw throttled({ detail: `${detail} Try again in ${seconds} s.`, headers: { 'Retry-After': String(seconds) } });
  }
}

/** One subscriber owns a whole /64 of IPv6, so it counts as one caller; IPv4 behind IPv6 counts as IPv4. */
export function addressBlock(address = ''): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
