import { createParamDecorator, type ExecutionContext, Param, type PipeTransform } from '@nestjs/common';
import { ApiHeader, type ApiHeaderOptions, ApiParam } from '@nestjs/swagger';
import type { Request } from 'express';
import { notFound, unreadableRequest } from '../errors/common-errors.ts';

const MAX_ID = 2_147_483_647;

/** An id from the path. What cannot be an id is answered exactly like an id that does not exist. */
class IdPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
    if (id === 0 || id > MAX_ID) throw notFound();
    return id;
  }
}

/** A parameter decorator that also documents what it reads. */
function documented(read: ParameterDecorator, document: MethodDecorator): ParameterDecorator {
  return (target, key, index) => {
    if (key === undefined) throw new Error('Only parameters of handlers can be documented');
    document(target, key, Object.getOwnPropertyDescriptor(target, key) ?? {});
    read(target, key, index);
  };
}

export const Id = (name = 'id') =>
  documented(Param(name, new IdPipe()), ApiParam({ name, schema: { type: 'integer', minimum: 1, maximum: MAX_ID } }));

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$/;

/** An id or a name from the path. What can be neither is answered exactly like what does not exist. */
class IdOrNamePipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!NAME.test(text)) throw notFound();
    return text;
  }
}

/** The id of an integration, or its provider, which a tenant has once. */
export const IdOrProvider = (name = 'id') =>
  documented(
    Param(name, new IdOrNamePipe()),
    ApiParam({ name, description: 'Id or provider of the integration.', schema: { type: 'string', maxLength: 50 } }),
  );

const optionalHeader = (options: ApiHeaderOptions) =>
  ApiHeader({ required: false, schema: { type: 'string' }, ...options });

const ifMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const header = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (header === undefined || header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1];
  if (!version) throw unreadableRequest({ detail: 'If-Match must be the ETag you were given, such as "3".' });
  return Number(version);
});

/** The version the caller last saw, from `If-Match`; `undefined` when absent or `*`. */
export const IfMatch = () =>
  documented(
    ifMatch(),
    optionalHeader({ name: 'If-Match', description: 'The ETag you were given; 412 when somebody changed it since.' }),
  );

/** A key under which a creating request may be sent again without creating twice. */
export interface IdempotencyKey {
  key: string;
  route: string;
  body: unknown;
}

const idempotent = createParamDecorator((_: unknown, context: ExecutionContext): IdempotencyKey | undefined => {
  const request = context.switchToHttp().getRequest<Request>();
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw unreadableRequest({ detail: 'Idempotency-Key must be 1 to 255 visible ASCII characters.' });
  }
  return { key, route: `${request.method} ${request.path}`, body: request.body };
});

/** The `Idempotency-Key` of the request with the route and body it stands for; `undefined` when the header is absent. */
export const Idempotent = () =>
  documented(
    idempotent(),
    optionalHeader({
      name: 'Idempotency-Key',
      description: 'Send the request again under the same key and it is done once.',
    }),
  );
