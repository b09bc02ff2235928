import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiForbiddenResponse, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { Request } from 'express';
import { problem } from '../errors/problem.ts';
import type { Permission, ServiceScope } from './permissions.ts';
import type { TenantScope } from './tenant-scope.ts';

/** Who may call a handler. Exactly one is declared on each, or the process does not start. */
export type Access =
  | { realm: 'public'; reason: string }
  | { realm: 'admin'; permission: Permission }
  | { realm: 'tenant'; permission: Permission | 'signed-in' }
  | { realm: 'service'; scope: ServiceScope }
  | { realm: 'platform' };

export const ACCESS = Symbol('access');

const declare = (access: Access, scheme?: string) =>
  applyDecorators(
    SetMetadata(ACCESS, access),
    ApiExtension('x-access', access),
    ...(scheme
      ? [
          ApiBearerAuth(scheme),
          ApiUnauthorizedResponse({ standardSchema: problem }),
          ApiForbiddenResponse({ standardSchema: problem }),
        ]
      : []),
  );

/** Anyone, without signing in; the reason is printed in the route table. */
export const PublicRoute = (reason: string) => declare({ realm: 'public', reason });
/** An admin of the tenant who holds the permission. */
export const AdminRoute = (permission: Permission) => declare({ realm: 'admin', permission }, 'person');
/** Any signed-in person of the tenant whose role holds the permission. */
export const TenantRoute = (permission: Permission | 'signed-in') => declare({ realm: 'tenant', permission }, 'person');
/** A service key of the tenant with the scope. */
export const ServiceRoute = (scope: ServiceScope) => declare({ realm: 'service', scope }, 'service');
/** The operator of the whole installation. */
export const PlatformRoute = () => declare({ realm: 'platform' }, 'operator');

declare global {
  namespace Express {
    interface Request {
      /** Under which the request is found in the log; also the header `x-request-id` of its answer. */
      id: string;
      /** Set by the tenant guard, for a person or a service; absent on public and platform routes. */
      scope?: TenantScope;
    }
  }
}

/** The caller's tenant scope. */
export const Scope = createParamDecorator((_: unknown, context: ExecutionContext): TenantScope => {
  const { scope } = context.switchToHttp().getRequest<Request>();
  if (!scope) throw new Error('Scope() was asked for on a route that has no tenant');
  return scope;
});
