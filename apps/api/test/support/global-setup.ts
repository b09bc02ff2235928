import { startTestCluster } from '@ims/test-kit/cluster';
import { Logger } from '@nestjs/common';
import type { TestProject } from 'vitest/node';
import { Secret } from '../../src/platform/config/secret.ts';
import { prepareDatabase } from '../../src/platform/database/prepare-database.ts';

const NEED_DATABASE = ['database', 'e2e'];

/** One PostgreSQL for the whole run, with one migrated database that tests copy. Not for runs that do not need it. */
export default async function setup({ vitest, provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!vitest.projects.some((project) => NEED_DATABASE.includes(project.name))) return undefined;
  Logger.overrideLogger(false);
  const cluster = await startTestCluster();
  const ownerUrl = cluster.adminUrl('ims');
  const appUrl = await prepareDatabase(new Secret(ownerUrl), undefined);
  provide('template', { ownerUrl, appUrl: appUrl.reveal() });
  return cluster.stop;
}
