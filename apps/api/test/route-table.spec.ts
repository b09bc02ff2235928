import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { expect, test } from 'vitest';
import { type Access, PublicRoute } from '../src/platform/access/access.decorators.ts';
import { assertAccessDeclared, routeTable } from '../src/platform/access/route-table.ts';
import { openApiDocument } from '../src/platform/http/openapi.ts';
import { testApp } from './support/test-app.ts';

const { nest } = await testApp();

test('every route and who may call it is as reviewed', () => {
  const lines = routeTable(nest).map(
    ({ method, path, handler, access }) => `${method} ${path} ${describe(access)} (${handler})`,
  );
  expect(lines).toMatchSnapshot();
});

function describe(access: Access | undefined): string {
  if (!access) return 'NOTHING DECLARED';
  const { realm, ...rest } = access;
  return [realm, ...Object.values(rest)].join(' ');
}

test('the published contract has every route, and no other', () => {
  const published = Object.entries(openApiDocument(nest).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(published.toSorted()).toEqual(
    routeTable(nest)
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  );
});

test('a handler that declares no access stops the start, and is named', async () => {
  class Forgetful {
    open() {}
    bare() {}
  }
  Get('open')(Forgetful.prototype, 'open', descriptorOf('open'));
  PublicRoute('a test')(Forgetful.prototype, 'open', descriptorOf('open'));
  Get('bare')(Forgetful.prototype, 'bare', descriptorOf('bare'));
  Controller('forgetful')(Forgetful);
  class ForgetfulModule {}
  Module({ imports: [DiscoveryModule], controllers: [Forgetful] })(ForgetfulModule);
  function descriptorOf(name: 'open' | 'bare'): PropertyDescriptor {
    return Object.getOwnPropertyDescriptor(Forgetful.prototype, name) ?? {};
  }

  const forgetful = await NestFactory.create(ForgetfulModule, { logger: false });
  expect(() => assertAccessDeclared(forgetful)).toThrow(/GET \/forgetful\/bare \(Forgetful\.bare\)/);
  expect(() => assertAccessDeclared(forgetful)).not.toThrow(/\/forgetful\/open/);
});
