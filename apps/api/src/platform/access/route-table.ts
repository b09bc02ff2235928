import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS, type Access } from './access.decorators.ts';

interface Route {
  method: string;
  path: string;
  handler: string;
  access: Access | undefined;
}

/** Every HTTP handler of the application with what it declares, in a stable order. */
export function routeTable(app: INestApplicationContext): Route[] {
  const scanner = new MetadataScanner();
  const routes = app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype, instance }) => {
      if (!metatype || !instance) return [];
      const base = String(Reflect.getMetadata(PATH_METADATA, metatype) ?? '');
      const prototype = Object.getPrototypeOf(instance);
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const path = `/${base}/${String(Reflect.getMetadata(PATH_METADATA, handler) ?? '')}`
          .replace(/\/+/g, '/')
          .replace(/(.)\/$/, '$1');
        return [
          {
            method: RequestMethod[method],
            path,
            handler: `${metatype.name}.${name}`,
            access: Reflect.getMetadata(ACCESS, handler),
          },
        ];
      });
    });
  return routes.sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

/** Stops the start when a handler says nothing about who may call it. */
export function assertAccessDeclared(app: INestApplicationContext): void {
  const bare = routeTable(app).filter((route) => !route.access);
  if (bare.length === 0) return;
  const list = bare.map((route) => `  ${route.method} ${route.path} (${route.handler})`).join('\n');
  throw new Error(
    `These handlers declare no access. Write PublicRoute, AdminRoute, TenantRoute, ServiceRoute or PlatformRoute on each:\n${list}`,
  );
}
