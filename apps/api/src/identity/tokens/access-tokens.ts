import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { KeyRing } from '../../crypto/index.ts';
import type { MemberId, TenantId } from '../../platform/access/tenant-scope.ts';

export const TOKEN = {
  algorithm: 'HS256',
  type: 'at+jwt',
  issuer: 'ims',
  audience: 'ims-api',
  seconds: 600,
  toleranceSeconds: 30,
} as const;

/** Whose token it is, and the session version it was made under. */
export interface TokenSubject {
  memberId: MemberId;
  tenantId: TenantId;
  sessionVersion: number;
  /** Session of a local login; absent for people of the identity provider. */
  sessionId?: string;
}

/** Makes the access tokens of local logins. They live ten minutes, in the memory of the page that holds them. */
@Injectable()
export class AccessTokens {
  readonly key: Buffer;

  constructor(ring: KeyRing) {
    this.key = ring.subkey('jwt');
  }

  sign({ memberId, tenantId, sessionVersion, sessionId }: TokenSubject): Promise<string> {
    return new SignJWT({ tid: tenantId, sv: sessionVersion, sid: sessionId })
      .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type })
      .setSubject(String(memberId))
      .setIssuer(TOKEN.issuer)
      .setAudience(TOKEN.audience)
      .setIssuedAt()
      .setExpirationTime(`${TOKEN.seconds}s`)
      .setJti(randomUUID())
      .sign(this.key);
  }
}
