import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { PublicRoute } from '../platform/access/access.decorators.ts';
import { Answers } from '../platform/http/answer.ts';
import { Readiness } from './readiness.ts';

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

@ApiTags('Operations')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @ApiOperation({ summary: 'Tell whether the process is alive' })
  @Get('healthz')
  @PublicRoute('asked by supervisors; tells nothing but that the process answers')
  @Answers(health)
  getHealth() {
    return { status: 'ok' as const };
  }

  @ApiOperation({
    summary: 'Tell whether the process can serve',
    description: '503 while the database is away or the process is stopping.',
  })
  @Get('readyz')
  @PublicRoute('asked by load balancers; tells nothing but yes or no')
  @Answers(health)
  async getReadiness() {
    await this.readiness.check();
    return { status: 'ok' as const };
  }
}
