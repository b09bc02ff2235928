import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModuleRef } from '@nestjs/core';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ACCESS, type Access } from '../platform/access/access.decorators.ts';
import { bearerOf, ServiceEntrance } from '../platform/access/access.guards.ts';
import type { ServiceScope } from '../platform/access/permissions.ts';
import { Config } from '../platform/config/config.ts';
import type { ObservedRequest } from '../platform/http/before.ts';
import { consume } from '../platform/http/throttle.guard.ts';
import { Caller } from './caller.ts';
import { GatewayController } from './gateway.controller.ts';
import type { GatewayCall } from './gateway-call.ts';
import { GatewayError, gatewayErrorOf } from './gateway-error.ts';

const ROOT = '/v1/';

interface DirectRoute {
  method: string;
  /** Behind `/v1/`. */
  path: string;
  /** As it is declared, for people. */
  template: string;
  /** The path ends with a parameter, which may hold slashes. */
  isOpen: boolean;
  scope: ServiceScope;
  handle(call: GatewayCall): Promise<void>;
}

/**
 * Receives what comes to `/v1` before Express does: a call through the gateway should cost little more than the call
 * itself. What a handler declares is asked of its callers here as the guards do elsewhere.
 */
@Injectable()
export class GatewayEdge implements BeforeApplicationShutdown, OnModuleInit {
  private readonly logger = new Logger('Gateway');
  private routes: DirectRoute[] = [];
  private readonly limiter?: RateLimiterMemory;
  private isStopping = false;

  constructor(
    private readonly modules: ModuleRef,
    private readonly entrance: ServiceEntrance,
    { throttle }: Config,
  ) {
    if (throttle.on) this.limiter = new RateLimiterMemory({ points: throttle.aiPerMinute, duration: 60 });
  }

  onModuleInit(): void {
    this.routes = routesOf(this.modules.get(GatewayController));
  }

  /** Whether a request is one for here. */
  serves({ url = '' }: IncomingMessage): boolean {
    return url.startsWith(ROOT);
  }

  async handle(request: ObservedRequest, response: ServerResponse): Promise<void> {
    const { id = '' } = request;
    const caller = new Caller(response, id);
    try {
      if (this.isStopping) throw stopping();
      const { route, rest } = this.find(request);
      request.route = { path: route.template };
      const scope = await this.entrance.enter(keyOf(request), route.scope, id);
      if (this.limiter)
        await consume(this.limiter, `${scope.tenantId}/${scope.actor.id}`, 'You send more calls than your share.');
      await route.handle({ scope, request, caller, rest });
    } catch (error) {
      this.fail(caller, request, error);
    }
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  private find({ method = '', url = '' }: IncomingMessage): { route: DirectRoute; rest: string } {
    const query = url.indexOf('?');
    const path = url.slice(ROOT.length, query === -1 ? undefined : query);
    const usual = this.routes.find((route) => !route.isOpen && route.path === path && route.method === method);
    if (usual) return { route: usual, rest: '' };
    const fitting = this.routes.filter((route) =>
      route.isOpen ? path.startsWith(route.path) && path.length > route.path.length : path === route.path,
    );
    const route = fitting.find((one) => one.method === method);
    if (route) return { route, rest: decoded(path.slice(route.path.length)) };
    const methods = fitting.map((one) => one.method).join(', ');
    if (methods !== '')
      throw new GatewayError({
        status: 405,
        code: 'method_not_allowed',
        message: `Use ${methods} here.`,
        headers: { allow: methods },
      });
    const paths = this.routes.filter(({ isOpen }) => !isOpen).map((one) => `${one.method} ${ROOT}${one.path}`);
    throw new GatewayError({
      status: 404,
      code: 'unknown_path',
      message: `There is nothing here. There are: ${paths.join(', ')}.`,
    });
  }

  private fail(caller: Caller, { id, complete }: IncomingMessage & { id?: string }, thrown: unknown): void {
    // Who leaves before all is said has asked nothing.
    if (caller.isGone && !complete) return;
    const error = gatewayErrorOf(thrown);
    if (error.status === 500)
      this.logger.error({ msg: 'A call failed in a way nobody foresaw', reqId: id, err: thrown });
    if (caller.isGone) return;
    if (caller.response.headersSent) {
      caller.response.destroy();
      return;
    }
    // What is left of the body is not read, so the connection cannot serve another request.
    caller.json(error.status, error.body, { ...error.facts.headers, ...(complete ? {} : { connection: 'close' }) });
  }
}

function routesOf(controller: GatewayController): DirectRoute[] {
  const prototype: object = Object.getPrototypeOf(controller);
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name): DirectRoute[] => {
    const handler = (controller as unknown as Record<string, (call: GatewayCall) => Promise<void>>)[name];
    const method: RequestMethod | undefined = handler && Reflect.getMetadata(METHOD_METADATA, handler);
    const access: Access | undefined = handler && Reflect.getMetadata(ACCESS, handler);
    if (!handler || method === undefined || access?.realm !== 'service') return [];
    const declared = String(Reflect.getMetadata(PATH_METADATA, handler));
    const [path = '', parameter] = declared.split(':');
    return [
      {
        method: RequestMethod[method],
        path,
        template: ROOT + declared,
        isOpen: parameter !== undefined,
        scope: access.scope,
        handle: handler.bind(controller),
      },
    ];
  });
}

/** Clients made for Azure send the key in a header of its own. */
function keyOf(request: IncomingMessage): string | undefined {
  const { 'api-key': key } = request.headers;
  return bearerOf(request) ?? (typeof key === 'string' ? key : undefined);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const stopping = () =>
  new GatewayError({
    status: 503,
    code: 'stopping',
    message: 'This process is stopping. Send the request again.',
    headers: { connection: 'close', 'retry-after': '1' },
  });
