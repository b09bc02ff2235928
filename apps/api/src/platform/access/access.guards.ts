import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Config } from '../config/config.ts';
import { forbidden, unauthenticated } from '../errors/common-errors.ts';
import { ACCESS, type Access } from './access.decorators.ts';
import { permissionsOf } from './permissions.ts';
import { type Person, TenantScope } from './tenant-scope.ts';

/** Turns a person's bearer token into that person; the identity module provides it. Throws `unauthenticated`. */
export abstract class PersonAuthenticator {
  abstract authenticate(context: ExecutionContext): Promise<Person>;
}

function accessOf(reflector: Reflector, context: ExecutionContext): Access | undefined {
  return reflector.get<Access | undefined>(ACCESS, context.getHandler());
}

/** Establishes who calls and for which tenant, on every route of a person. What is not declared is refused. */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly people: PersonAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context);
    if (!access) throw forbidden();
    if (access.realm !== 'admin' && access.realm !== 'tenant') return true;
    const person = await this.people.authenticate(context);
    if (access.permission !== 'signed-in' && !permissionsOf(person.role).includes(access.permission)) {
      throw forbidden({
        detail: `This needs the permission ${access.permission}, which your role ${person.role} does not have.`,
      });
    }
    const request = context.switchToHttp().getRequest<Request>();
    request.scope = TenantScope.ofPerson(person, request.id);
    return true;
  }
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

/** Platform routes take the operator's key; service routes take a service key, of which none exist without their module. */
@Injectable()
export class PlatformGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const realm = accessOf(this.reflector, context)?.realm;
    if (realm === 'service') throw unauthenticated({ detail: 'Send a service key: Authorization: Bearer ims_sk_…' });
    if (realm !== 'platform') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
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
