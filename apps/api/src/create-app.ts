import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import cookieParser from 'cookie-parser';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { AppModule } from './app.module.ts';
import { GatewayEdge } from './gateway/index.ts';
import { assertAccessDeclared } from './platform/access/route-table.ts';
import type { Config } from './platform/config/config.ts';
import { AnswerAdapter } from './platform/http/answer.ts';
import { jsonBody } from './platform/http/json-body.ts';
import { observeRequests } from './platform/http/observe-requests.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { apiHeaders, docsHeaders, serveWeb } from './platform/http/web.ts';
import { NestLogger, requestLog } from './platform/logging/logger.ts';
import { HttpTelemetry } from './platform/telemetry/index.ts';
import { usageReports } from './usage/index.ts';

/** The whole application, ready to listen. Throws when a handler declares no access or the database would not keep tenants apart. */
export async function createApp(config: Config, logger: Logger): Promise<NestExpressApplication> {
  const adapter = new AnswerAdapter();
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(config), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
    return503OnClosing: true,
  });
  assertAccessDeclared(app);
  const express: Express = app.getHttpAdapter().getInstance();
  express.set('trust proxy', config.http.trustProxy);
  express.set('query parser', 'simple');
  express.set('etag', false);
  express.disable('x-powered-by');
  const observe = observeRequests(app.get(HttpTelemetry), requestLog(logger));
  app.use(observe, apiHeaders(), cookieParser());
  app.use('/api/docs', docsHeaders);
  app.use(...jsonBody(usageReports));
  if (config.http.webDir) serveWeb(express, config.http.webDir);
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'api/v1/openapi.json',
    customSiteTitle: 'Integration Management System: API',
  });
  const gateway = app.get(GatewayEdge);
  adapter.listenDirectly((request, response) => {
    if (!gateway.serves(request)) return false;
    observe(request, response, () => void gateway.handle(request, response));
    return true;
  });
  limitConnections(app.getHttpServer());
  await app.init();
  return app;
}

/** A client that dawdles or hoards connections is let go. */
function limitConnections(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 5000;
  server.maxConnections = 2000;
}
