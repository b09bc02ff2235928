import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Param,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { PublicRoute } from '../platform/access/access.decorators.ts';
import { PersonAuthenticator } from '../platform/access/access.guards.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { notFound, unauthenticated } from '../platform/errors/common-errors.ts';
import { problem } from '../platform/errors/problem.ts';
import { AssetsService } from './assets.service.ts';
import { LogoSigner } from './logo-signer.ts';

/** Lets in a bearer of the tenant, or anybody with a signed address that has not expired. Everyone else finds nothing. */
@Injectable()
export class LogoGuard implements CanActivate {
  constructor(
    private readonly signer: LogoSigner,
    private readonly people: PersonAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request<{ tenant: string; file: string }>>();
    const { tenant, file } = request.params;
    if (!/^[a-z0-9-]{1,40}$/.test(tenant) || !/^[a-z0-9.-]{1,255}$/.test(file)) throw notFound();
    if (request.headers.authorization) {
      const person = await this.people.authenticate(context).catch(nobody);
      if (person?.tenantSlug === tenant) return true;
    }
    const { v, expires, signature } = request.query;
    const signed = typeof v === 'string' && typeof expires === 'string' && typeof signature === 'string';
    if (
      signed &&
      this.signer.verify({ tenantSlug: tenant, filename: file, version: v, expires: Number(expires), signature })
    )
      return true;
    throw notFound();
  }
}

/** A token that is not good counts like none; that the database is away must still be told. */
function nobody(error: unknown): undefined {
  if (error instanceof CodedError && error.kind === unauthenticated) return undefined;
  throw error;
}

const part = z.string().max(64).optional().catch(undefined);
/** The guard has checked the signature; what is malformed counts as absent. */
const address = z.object({
  v: part.describe('Beginning of the content’s hash.'),
  expires: part.describe('End of the signature, epoch seconds.'),
  signature: part,
});

@ApiTags('Logos')
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: AssetsService) {}

  @ApiOperation({
    summary: 'Fetch a logo',
    description: 'For a bearer of the tenant, or with the signature of the `logo_url` the API hands out.',
  })
  @Get(':tenant/integrations/:file')
  @PublicRoute('logos are opened by their signed address or by a bearer of the tenant')
  @UseGuards(LogoGuard)
  @ApiProduces('image/svg+xml', 'image/png', 'image/webp')
  @ApiResponse({ status: 404, standardSchema: problem, description: 'No such logo, or no right to see it' })
  @ApiOkResponse({ description: 'The image', schema: { type: 'string', format: 'binary' } })
  async getLogo(
    @Param('tenant') tenant: string,
    @Param('file') file: string,
    @Query({ schema: address }) { v }: z.output<typeof address>,
    @Res() response: Response,
  ) {
    const logo = await this.assets.read(tenant, file, v);
    if (!logo) throw notFound();
    response.set({
      'Content-Type': logo.contentType,
      'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': v ? 'private, max-age=31536000, immutable' : 'private, max-age=0, must-revalidate',
      ETag: `"${logo.hash}"`,
    });
    response.end(logo.bytes);
  }
}
