import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Config } from '../config/config.ts';
import { errorKind } from '../errors/coded-error.ts';
import { forbidden, unauthenticated } from '../errors/common-errors.ts';
import { ACCESS, type Access } from './access.decorators.ts';
import { type Permission, permissionsOf, type ServiceScope } from './permissions.ts';
import { type Person, type Service, TenantScope } from './tenant-scope.ts';

const missingScope = errorKind('missing_scope', { status: 403, title: 'This service key was not made for that' });

/** Turns a person's bearer token into that person; the identity module provides it. Throws `unauthenticated`. */
export abstract class PersonAuthenticator {
  abstract authenticate(context: ExecutionContext): Promise<Person>;
}

/** Turns a service key into the service that holds it; the identity module provides it. Throws `unauthenticated`. */
export abstract class ServiceAuthenticator {
  abstract authenticate(key: string | undefined): Promise<Service>;
}

/** Lets services in by their key: as far as its scopes go, and bound to its tenant. */
@Injectable()
export class ServiceEntrance {
  constructor(private readonly services: ServiceAuthenticator) {}

  /** Throws `unauthenticated`, `missing_scope`. */
  async enter(key: string | undefined, needed: ServiceScope, requestId: string): Promise<TenantScope> {
    const service = await this.services.authenticate(key);
    assertInScope(service, needed);
    return TenantScope.ofService(service, requestId);
  }
}

function accessOf(reflector: Reflector, context: ExecutionContext): Access | undefined {
  return reflector.get<Access | undefined>(ACCESS, context.getHandler());
}

export function bearerOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Establishes who calls and for which tenant, on every route of a person or a service. What is not declared is refused. */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly people: PersonAuthenticator,
    private readonly services: ServiceEntrance,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    if (!access) throw forbidden();
    const request = context.switchToHttp().getRequest<Request>();
    if (access.realm === 'admin' || access.realm === 'tenant') {
      const person = await this.people.authenticate(context);
      assertPermitted(person, access.permission);
      request.scope = TenantScope.ofPerson(person, request.id);
    } else if (access.realm === 'service') {
      request.scope = await this.services.enter(bearerOf(request), access.scope, request.id);
    }
    return true;
  }
}

function assertPermitted({ role }: Person, permission: Permission | 'signed-in'): void {
  if (permission === 'signed-in' || permissionsOf(role).includes(permission)) return;
  throw forbidden({ detail: `This needs the permission ${permission}, which your role ${role} does not have.` });
}

/** Says what is missing also in the header of RFC 6750, for clients that know it. */
function assertInScope({ name, scopes }: Service, scope: ServiceScope): void {
  if (scopes.includes(scope)) return;
  throw missingScope({
    detail: `This needs the scope ${scope}, which the service account ${name} does not have.`,
    members: { missing_scope: scope },
    headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}

/** On an admin route the person must also be an admin of their tenant. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (accessOf(this.reflector, context)?.realm !== 'admin') return true;
    const { scope } = context.switchToHttp().getRequest<Request>();
    if (scope?.role !== 'admin') throw forbidden({ detail: 'Only an admin of the tenant may do this.' });
    return true;
  }
}

/** Platform routes take the operator's key. */
@Injectable()
export class PlatformGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (accessOf(this.reflector, context)?.realm !== 'platform') return true;
    const given = bearerOf(context.switchToHttp().getRequest<Request>()) ?? '';
    if (!this.config.operatorKey || !sameText(given, this.config.operatorKey.reveal())) {
      throw unauthenticated({ detail: 'Send the operator key: Authorization: Bearer <OPERATOR_KEY>' });
    }
    return true;
  }
}

/** Compares digests, so that neither the time nor a length difference says anything about the key. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
