import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Role } from '../../platform/access/permissions.ts';
import type { MemberId, TenantId } from '../../platform/access/tenant-scope.ts';
import { type Statement, Transactions } from '../../platform/database/transactions.ts';
import { IdentityChanges, type Memory } from '../identity-changes.ts';
import { TOKEN } from '../tokens/access-tokens.ts';

/** What every request needs to know of its member. */
export interface KnownMember {
  id: MemberId;
  tenant_id: TenantId;
  tenant_slug: string;
  email: string;
  role: Role;
  session_version: number;
}

const findMember: Statement = {
  name: 'directory-find-member',
  text: `SELECT m.id, m.tenant_id, t.slug AS tenant_slug, m.email, m.role, m.session_version
           FROM members m JOIN tenants t ON t.id = m.tenant_id
          WHERE m.id = $1 AND m.tenant_id = $2 AND m.removed_at IS NULL AND t.status = 'active'`,
};

const FRESH_MS = 5000;
/** Longer than any access token lives: after that there is nothing left to refuse. */
const TOKEN_MS = (TOKEN.seconds + TOKEN.toleranceSeconds) * 1000;

/**
 * Members as they are now, remembered for at most five seconds. Changes are told at once, so a removed member or suspended
 * tenant is out with the next request; the five seconds only cover a lost connection.
 */
@Injectable()
export class MemberDirectory implements Memory {
  private readonly known = new LRUCache<MemberId, KnownMember>({ max: 10_000, ttl: FRESH_MS });
  /** Bounded by size, since the cache takes room for its `max` at once: 4 MB for what is mostly empty. */
  private readonly ended = new LRUCache<string, true>({ maxSize: 100_000, sizeCalculation: () => 1, ttl: TOKEN_MS });
  private generation = 0;

  constructor(
    private readonly transactions: Transactions,
    changes: IdentityChanges,
  ) {
    changes.follow(this);
  }

  /** The member, or undefined when removed, of another tenant, or of a suspended one. */
  async find(id: MemberId, tenantId: TenantId): Promise<KnownMember | undefined> {
    const cached = this.known.get(id);
    if (cached) return cached.tenant_id === tenantId ? cached : undefined;
    const { generation } = this;
    const [member] = await this.transactions.runPlatform((tx) => tx.rows<KnownMember>(findMember, [id, tenantId]));
    // What was read may be older than a change that arrived meanwhile; then it serves this request only.
    if (member && generation === this.generation) this.known.set(id, member);
    return member;
  }

  /** Whether the session was ended while access tokens of it may still be about. */
  hasEnded(sessionId: string): boolean {
    return this.ended.has(sessionId);
  }

  endSession(sessionId: string): void {
    this.ended.set(sessionId, true);
  }

  /** To be called after a change of one's own has committed: its notification may come a moment after the answer. */
  forget(id: MemberId): void {
    this.generation += 1;
    this.known.delete(id);
  }

  forgetAll(): void {
    this.generation += 1;
    this.known.clear();
  }

  changed(table: string, id: string): void {
    if (table === 'sessions') this.endSession(id);
    else if (table === 'members') this.forget(Number(id) as MemberId);
    else if (table === 'tenants') this.forgetAll();
  }
}
