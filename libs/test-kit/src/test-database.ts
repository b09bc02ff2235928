import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated template database of the run, as its owner and as the application reach it. */
    template: { ownerUrl: string; appUrl: string };
  }
}

export interface TestDatabase {
  name: string;
  ownerUrl: string;
  appUrl: string;
  /** Connected as the owner, whom row-level security does not bind. */
  owner: pg.Client;
  drop(): Promise<void>;
}

/** A fresh copy of the migrated template. */
export async function testDatabase(): Promise<TestDatabase> {
  const template = inject('template');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${databaseOf(template.ownerUrl)}`));
  const ownerUrl = withDatabase(template.ownerUrl, name);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  return {
    name,
    ownerUrl,
    appUrl: withDatabase(template.appUrl, name),
    owner,
    drop: async () => {
      await owner.end();
      await asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: withDatabase(inject('template').ownerUrl, 'postgres') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

const databaseOf = (url: string) => new URL(url).pathname.slice(1);

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
