import { globSync } from 'node:fs';
import { join } from 'node:path';
import { getIntegration } from '@ims/api-client';
import { makeIntegration, type Person, type TestTenant } from '@ims/test-kit';
import { expect } from 'vitest';
import { blackPng, svg } from '../../src/assets/testing/images.ts';
import { type Answer, send } from './http.ts';
import type { TestApp } from './test-app.ts';

export const png = (side = 8) => Buffer.from(blackPng(side, side));
export const vector = (content = '<path d="M0 0h9v9z"/>') => Buffer.from(svg(content));

export const svgForm = (content?: string) => logoForm(vector(content), 'logo.svg', 'image/svg+xml');

/** A PNG unless told otherwise: an SVG takes five times as long to clean. */
export function logoForm(
  bytes: string | Buffer<ArrayBuffer> = png(),
  filename = 'logo.png',
  type = 'image/png',
): FormData {
  const form = new FormData();
  form.set('logo', new File([bytes], filename, { type }));
  return form;
}

/** Uploads logos as one admin, and looks into the store behind. */
export class LogoDesk {
  readonly folder: string;

  constructor(
    private readonly app: TestApp,
    tenant: TestTenant,
    private readonly admin: Person,
  ) {
    this.folder = join(app.dataDir, 'assets', tenant.slug, 'integrations');
  }

  /** A new integration, and where its logo is sent. */
  async make(provider: string): Promise<{ id: number; path: string }> {
    const { id } = await makeIntegration(this.admin, { provider });
    return { id, path: `/api/v1/admin/integrations/${id}/logo` };
  }

  upload(path: string, form: FormData = logoForm()): Promise<Answer> {
    return send(this.app, 'POST', path, { token: this.admin.token, body: form });
  }

  async logoOf(id: number): Promise<{ logo_filename: string; logo_url: string }> {
    const { data } = await getIntegration({ client: this.admin.client, path: { id } });
    return { logo_filename: data?.logo_filename ?? '', logo_url: data?.logo_url ?? '' };
  }

  /** A new integration with a logo. */
  async makeWithLogo(
    provider: string,
    form = logoForm(),
  ): Promise<{ id: number; path: string; logo_filename: string; logo_url: string }> {
    const { id, path } = await this.make(provider);
    expect((await this.upload(path, form)).status).toBe(200);
    return { id, path, ...(await this.logoOf(id)) };
  }

  /** Files in the store, of every tenant. */
  files(): string[] {
    const entries = globSync('**/*', { cwd: join(this.app.dataDir, 'assets'), withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  }

  async rowsAndFiles(): Promise<{ rows: string[]; files: string[] }> {
    const { rows } = await this.app.database.owner.query<{ stored_as: string }>(
      'SELECT stored_as FROM assets ORDER BY 1',
    );
    return { rows: rows.map((row) => row.stored_as), files: this.files() };
  }

  /** Every row has its file, every file its row. */
  async expectAgreement(): Promise<void> {
    const { rows, files } = await this.rowsAndFiles();
    expect(files).toEqual(rows);
  }
}
