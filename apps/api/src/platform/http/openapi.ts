import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

const description = `
One place where a multi-tenant platform keeps its connections to external systems.

The tenant always comes from the credential. Sign in with \`POST /api/v1/auth/login\` and send
\`Authorization: Bearer <access_token>\`. Every error is a problem document (RFC 9457) with a stable \`code\`.
Lists answer an array; follow \`Link: rel="next"\` for more. Resources carry \`version\` and \`ETag\`; send it back in
\`If-Match\` and a change that somebody else made meanwhile is refused with 412 instead of being overwritten.
`.trim();

/** The published contract, made from the code: schemas by zod, paths and access by the handlers. */
export function openApiDocument(app: INestApplication) {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Integration Management System')
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A person: the access token of a login.' },
      'person',
    )
    .addSecurity('service', { type: 'http', scheme: 'bearer', description: 'A service key, ims_sk_….' })
    .addSecurity('operator', { type: 'http', scheme: 'bearer', description: 'The operator key of the installation.' })
    .addTag('Sign in', 'Access tokens of people, and their sessions')
    .addTag('Integrations', 'Connections of the tenant to external systems')
    .addTag('For services', 'What programs of the tenant read, with a service key')
    .addTag('Logos', 'Pictures of integrations')
    .addTag('Members', 'People of the tenant and their roles')
    .addTag('Service accounts', 'Programs that use the integrations, and their keys')
    .addTag('Settings', 'Name and colour of the tenant')
    .addTag('Audit', 'Who did what')
    .addTag('Platform', 'Tenants, for the operator of the installation')
    .addTag('Operations', 'Whether the process lives and can serve')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => {
      if (!(schema instanceof z.ZodType)) return undefined;
      const {
        $schema: _,
        $defs,
        ...json
      } = z.toJSONSchema(schema, { io: schemaType, target: 'draft-2020-12', unrepresentable: 'any' });
      return { schema: json, components: $defs };
    },
  });
  for (const response of Object.values(document.paths).flatMap(responsesOf)) {
    const [content] = Object.values(response.content ?? {});
    if (content && JSON.stringify(content.schema).includes('/Problem"'))
      response.content = { 'application/problem+json': content };
  }
  return document;
}

interface Operation {
  responses?: Record<string, { content?: Record<string, { schema?: unknown }> }>;
}

function responsesOf(path: object) {
  return Object.values(path).flatMap((operation: Operation) => Object.values(operation.responses ?? {}));
}
