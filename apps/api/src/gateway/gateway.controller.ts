import { applyDecorators, Controller, Get, Post } from '@nestjs/common';
import {
  ApiBody,
  type ApiBodyOptions,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { ServiceRoute } from '../platform/access/access.decorators.ts';
import type { Operation } from '../usage/index.ts';
import { type AiModelView, aiAnswer, aiBody, aiError, aiModel, aiModels } from './gateway.dto.ts';
import { GatewayService } from './gateway.service.ts';
import { bodyOf, type GatewayCall } from './gateway-call.ts';
import { unknownModel } from './gateway-error.ts';
import { readRequest } from './request-body.ts';

/** As everywhere, but with the errors of OpenAI instead of problem documents. */
const Answers = (schema: z.ZodType) =>
  applyDecorators(
    ApiOkResponse({ standardSchema: schema, description: '' }),
    ApiResponse({ status: 'default', standardSchema: aiError, description: 'An error in the shape of OpenAI' }),
  );

const body = { schema: z.toJSONSchema(aiBody) } as ApiBodyOptions;

const CALL =
  'Takes what OpenAI takes and passes it on; `x-ims-*` headers tell who answered, after how many attempts, why not the first, and for how much. With `stream: true` the answer is a stream of server-sent events.';

/**
 * The interface of OpenAI. The edge calls these handlers directly, without Express; routes and access are declared here
 * as on every other handler.
 */
@ApiTags('Gateway')
@Controller('v1')
export class GatewayController {
  constructor(private readonly gateway: GatewayService) {}

  @ApiOperation({ summary: 'Answer a conversation', description: CALL })
  @ApiBody(body)
  @Post('chat/completions')
  @ServiceRoute('ai:invoke')
  @Answers(aiAnswer)
  createChatCompletion(call: GatewayCall): Promise<void> {
    return this.answer('chat', call);
  }

  @ApiOperation({ summary: 'Answer with the responses interface', description: CALL })
  @ApiBody(body)
  @Post('responses')
  @ServiceRoute('ai:invoke')
  @Answers(aiAnswer)
  createResponse(call: GatewayCall): Promise<void> {
    return this.answer('responses', call);
  }

  @ApiOperation({ summary: 'Turn texts into vectors', description: `${CALL} Vectors never come from another model.` })
  @ApiBody(body)
  @Post('embeddings')
  @ServiceRoute('ai:invoke')
  @Answers(aiAnswer)
  createEmbeddings(call: GatewayCall): Promise<void> {
    return this.answer('embeddings', call);
  }

  @ApiOperation({ summary: 'List what calls may name as their model' })
  @Get('models')
  @ServiceRoute('ai:invoke')
  @Answers(aiModels)
  async listAiModels({ scope, caller }: GatewayCall): Promise<void> {
    const ai = await this.gateway.directoryOf(scope);
    caller.json(200, { object: 'list', data: ai.list().map(toModel) });
  }

  @ApiOperation({ summary: 'Tell of one model' })
  @ApiParam({ name: 'model', description: 'As listed; a slash in it may be written as %2F.' })
  @Get('models/:model')
  @ServiceRoute('ai:invoke')
  @Answers(aiModel)
  async getAiModel({ scope, caller, rest }: GatewayCall): Promise<void> {
    const ai = await this.gateway.directoryOf(scope);
    const found = ai.list().find(({ id }) => id === rest);
    if (!found) throw unknownModel('There is no such model. GET /v1/models lists those there are.');
    caller.json(200, toModel(found));
  }

  private async answer(operation: Operation, { scope, request, caller }: GatewayCall): Promise<void> {
    await this.gateway.answer(scope, readRequest(operation, await bodyOf(request)), caller);
  }
}

const toModel = ({ id, provider }: { id: string; provider: { name: string } }): AiModelView => ({
  id,
  object: 'model',
  created: 0,
  owned_by: provider.name,
});
