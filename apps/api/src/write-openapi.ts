import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';
import { Config, readConfig, type Settled } from './platform/config/config.ts';
import { openApiDocument } from './platform/http/openapi.ts';

/** Writes the contract to the file named on the command line. Nothing is started: the document comes from the code alone. */
const [, , file] = process.argv;
if (!file) throw new Error('Usage: node dist/write-openapi.js <file>');
const app = await NestFactory.create(AppModule.with(new Config(readConfig({}) as Settled)), {
  preview: true,
  logger: ['error'],
});
writeFileSync(file, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
