import { Readable } from 'node:stream';
import type { RecordPage } from '@ims/connector-sdk';
import { Controller, Get, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { IntegrationId } from '../integrations/index.ts';
import { Scope, ServiceRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { recordsQuery } from './connections.dto.ts';
import { ConnectionsService } from './connections.service.ts';

@ApiTags('Records')
@Controller('api/v1/service/integrations')
export class ConnectionsServiceController {
  constructor(private readonly connections: ConnectionsService) {}

  @ApiOperation({
    summary: 'Stream the records of a data source',
    description:
      'One line `{"record": …}` for each, fetched live. After each page a line `{"cursor": …}` says where to go on later; the last one is null. A line `{"error": …}` ends a stream that broke.',
  })
  @Get(':id/records')
  @ApiProduces('application/x-ndjson')
  @ServiceRoute('records:read')
  @Answers(z.string())
  async streamRecords(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Query({ schema: recordsQuery }) { cursor, limit }: z.output<typeof recordsQuery>,
    @Res({ passthrough: true }) response: Response,
  ) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const pages = await this.connections.recordsPatiently(scope, id, cursor, limit, gone.signal);
    return new StreamableFile(Readable.from(lines(pages), { objectMode: false }), { type: 'application/x-ndjson' });
  }
}

async function* lines(pages: AsyncIterable<RecordPage>): AsyncGenerator<string> {
  for await (const { records, cursor } of pages) {
    const found = records.map((record) => `${JSON.stringify({ record })}\n`);
    yield `${found.join('')}${JSON.stringify({ cursor })}\n`;
  }
}
