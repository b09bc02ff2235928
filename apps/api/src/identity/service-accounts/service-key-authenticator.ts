import { Injectable } from '@nestjs/common';
import type { ServiceAuthenticator } from '../../platform/access/access.guards.ts';
import type { Service } from '../../platform/access/tenant-scope.ts';
import { unauthenticated } from '../../platform/errors/common-errors.ts';
import { ServiceDirectory } from './service-directory.ts';
import { hashServiceKey, isServiceKey } from './service-key.ts';

/** Whom a service key stands for. One digest and one look into memory, most of the time. */
@Injectable()
export class ServiceKeyAuthenticator implements ServiceAuthenticator {
  constructor(private readonly directory: ServiceDirectory) {}

  async authenticate(key: string | undefined): Promise<Service> {
    if (!key || !isServiceKey(key))
      throw unauthenticated({ detail: 'Send a service key: Authorization: Bearer ims_sk_…' });
    const service = await this.directory.find(hashServiceKey(key));
    if (!service) throw unauthenticated({ detail: 'The service key is unknown, revoked or expired.' });
    return service;
  }
}
