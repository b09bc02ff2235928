import { once } from 'node:events';
import { globSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { deleteIntegration, deleteIntegrationLogo, type Problem } from '@ims/api-client';
import { loginAs, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { AssetsService } from '../src/assets/index.ts';
import { problemOf, send } from './support/http.ts';
import { LogoDesk, logoForm, png, svgForm, vector } from './support/logos.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const { client } = admin;
const desk = new LogoDesk(app, tenant, admin);
/** Has a logo that no refused upload may touch. */
const target = await desk.makeWithLogo('target');

describe('an upload', () => {
  test('answers exactly as the specification shows', async () => {
    const { id, path } = await desk.make('openai');
    const answer = await desk.upload(path, svgForm());
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      message: 'Logo uploaded successfully',
      logo_filename: 'openai.svg',
      integration_id: id,
    });
  });

  test('takes PNG, SVG and the field name "file"; the name comes from the provider', async () => {
    const { id, path } = await desk.make('WEX_AI__Gateway.');
    const raster = await desk.upload(path, logoForm(png(), 'anything.png', 'image/png'));
    expect(JSON.parse(raster.text)).toMatchObject({ logo_filename: 'wex-ai-gateway.png' });
    const form = new FormData();
    form.set('file', new File([vector()], 'x.svg', { type: 'image/svg+xml' }));
    expect(JSON.parse((await desk.upload(path, form)).text)).toMatchObject({
      logo_filename: 'wex-ai-gateway.svg',
      integration_id: id,
    });
    await desk.expectAgreement();
  });

  test('replaces the former file and leaves one', async () => {
    const old = await desk.makeWithLogo('replaced');
    const before = desk.files();
    await desk.upload(old.path, logoForm(png(16)));
    const now = await desk.logoOf(old.id);
    expect(desk.files()).toHaveLength(before.length);
    expect(now.logo_filename).toBe(old.logo_filename);
    expect((await send(app, 'GET', old.logo_url)).status).toBe(404);
    expect((await send(app, 'GET', now.logo_url)).status).toBe(200);
    await desk.expectAgreement();
  });

  test('of providers whose names look alike gives each a file of its own', async () => {
    const [one, two] = [await desk.make('look-alike'), await desk.make('look_alike')];
    const names = (await Promise.all([desk.upload(one.path), desk.upload(two.path)])).map(
      (answer) => JSON.parse(answer.text).logo_filename,
    );
    expect(new Set(names).size).toBe(2);
    expect(names).toContain('look-alike.png');
    // Whoever is named like the way out of the first collision gets a logo too.
    const third = await desk.make(String(names.find((name) => name !== 'look-alike.png')).replace('.png', ''));
    expect((await desk.upload(third.path)).status).toBe(200);
    expect((await desk.upload(two.path)).status).toBe(200);
    await desk.expectAgreement();
  });

  test('lands in its own tenant’s folder under a name of ours, whatever it is called', async () => {
    const { path } = await desk.make('called');
    const names = ['../../x', '/etc/passwd', '..\\..\\x', 'C:\\x', '%2e%2e%2fx', '😀', 'a'.repeat(300), 'CON', ''];
    for (const name of names) {
      expect((await desk.upload(path, logoForm(png(), `${name}.png`))).status, name).toBe(200);
      await desk.expectAgreement();
    }
    const stored = globSync('**/*', { cwd: app.dataDir, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of stored) {
      expect(entry.parentPath).toBe(desk.folder);
      expect(entry.name).toMatch(/^[0-9a-f-]{36}\.(svg|png|webp)$/);
    }
  });

  test('of a provider that is all dots and dashes still gets a name', async () => {
    const { path } = await desk.make('a.-_');
    expect(JSON.parse((await desk.upload(path)).text).logo_filename).toBe('a.png');
  });

  test('keeps nothing of a file but the picture', async () => {
    const polyglot = Buffer.concat([png(), Buffer.from('PK\u0003\u0004 a hidden archive')]);
    const { logo_url } = await desk.makeWithLogo('polyglot', logoForm(polyglot));
    expect((await send(app, 'GET', logo_url)).text).not.toContain('archive');
  });

  test('is written to the trail', async () => {
    const { path } = await desk.make('trailed');
    const trail = await trailOf(owner, () => desk.upload(path));
    expect(trail.audit).toMatchObject([
      { action: 'integration.logo_changed', changes: { logo: { before: null, after: 'trailed.png' } } },
    ]);
    expect(trail.events).toMatchObject([{ type: 'integration.logo_changed' }]);
  });
});

describe('a refused upload', () => {
  const page = Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>');

  test.each<[string, FormData | (() => FormData), number, string]>([
    ['a page', logoForm(page, 'a.svg', 'image/svg+xml'), 415, 'not_an_image'],
    ['a page named .png', logoForm(page), 415, 'not_an_image'],
    ['text', logoForm('just text'), 415, 'not_an_image'],
    ['nothing', logoForm(''), 415, 'empty'],
    ['an SVG said to be PNG', logoForm(vector()), 415, 'type_mismatch'],
    ['a PNG said to be a page', logoForm(png(), 'a.html', 'text/html'), 415, 'type_mismatch'],
    ['a PNG that is cut off', logoForm(png(512).subarray(0, 60)), 422, 'corrupt'],
    ['a bomb', logoForm(png(20_000)), 422, 'too_many_pixels'],
    [
      'an SVG with an entity',
      logoForm(
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
        'a.svg',
        'image/svg+xml',
      ),
      422,
      'unsafe_svg',
    ],
    ['no file', new FormData(), 422, 'missing'],
    ['another field', () => withField('picture', vector()), 422, 'unknown_field'],
    ['two files', () => withField('file', vector(), logoForm()), 413, 'too_large'],
    ['far too many fields', () => manyFields(), 413, 'too_large'],
  ])('%s is told why and changes nothing', async (_name, form, status, code) => {
    const before = { ...(await desk.rowsAndFiles()), logo: await desk.logoOf(target.id) };
    const trail = await trailOf(owner, async () => {
      const answer = await desk.upload(target.path, typeof form === 'function' ? form() : form);
      expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
    });
    expect({ ...(await desk.rowsAndFiles()), logo: await desk.logoOf(target.id) }).toEqual(before);
    expect(trail).toEqual({ audit: [], events: [] });
  });

  function withField(name: string, bytes: Buffer<ArrayBuffer>, form = new FormData()): FormData {
    form.append(name, new File([bytes], 'x.svg', { type: 'image/svg+xml' }));
    return form;
  }

  function manyFields(): FormData {
    const form = logoForm();
    for (let index = 0; index < 20; index += 1) form.append(`field-${index}`, 'x');
    return form;
  }

  test('of a JSON body is told to send a form', async () => {
    const { path } = target;
    expect((await send(app, 'POST', path, { token: admin.token, body: { logo: 'x' } })).status).toBe(415);
  });

  test('of more than 5 MB by its own account is refused before it is sent', async () => {
    const { path } = target;
    const { response, problem } = await rawUpload(path, { 'content-length': String(6 * 1024 * 1024) }, (write) =>
      write('--x\r\n'),
    );
    expect([response.statusCode, problem.code]).toEqual([413, 'too_large']);
  });

  test('of more than 5 MB without saying so is cut off', async () => {
    const { path } = target;
    const head =
      '--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n';
    const { response, problem } = await rawUpload(path, { 'transfer-encoding': 'chunked' }, (write) => {
      write(head);
      for (let megabyte = 0; megabyte < 6; megabyte += 1) write(Buffer.alloc(1024 * 1024));
    });
    expect([response.statusCode, problem.code]).toEqual([413, 'too_large']);
    await desk.expectAgreement();
  });

  test('that breaks off half-way leaves nothing, and the server goes on', async () => {
    const { id, path } = target;
    const before = { ...(await desk.rowsAndFiles()), logo: await desk.logoOf(id) };
    const request = httpRequest(`${app.url}${path}`, {
      method: 'POST',
      headers: uploadHeaders({ 'content-length': '100000' }),
    });
    const closed = new Promise((resolve) => request.on('error', () => undefined).on('close', resolve));
    request.write('--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n');
    request.write(png());
    request.destroy();
    await closed;
    expect((await send(app, 'GET', '/healthz')).status).toBe(200);
    expect({ ...(await desk.rowsAndFiles()), logo: await desk.logoOf(id) }).toEqual(before);
  });

  test.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/mixed; boundary=x'])(
    'of content type %s is unreadable',
    async (type) => {
      const { path } = target;
      const answer = await send(app, 'POST', path, {
        token: admin.token,
        headers: { 'content-type': type },
        body: '--x\r\n\r\n--x--',
      });
      expect([400, 415, 422]).toContain(answer.status);
      expect(problemOf(answer)).toMatchObject({ status: answer.status });
    },
  );

  const uploadHeaders = (headers: Record<string, string>) => ({
    authorization: `Bearer ${admin.token}`,
    'content-type': 'multipart/form-data; boundary=x',
    ...headers,
  });

  /** Sends bytes that no form encoder would, and reads the answer even when the server stops listening early. */
  async function rawUpload(
    path: string,
    headers: Record<string, string>,
    body: (write: (chunk: string | Buffer) => void) => void,
  ) {
    const request = httpRequest(`${app.url}${path}`, { method: 'POST', headers: uploadHeaders(headers) });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.on('error', () => undefined);
    body((chunk) => request.write(chunk));
    if (!headers['content-length']) request.end();
    const [response] = await answered;
    const problem = (await json(response)) as Problem;
    request.destroy();
    return { response, problem };
  }
});

describe('row and file agree', () => {
  test('when the logo or its integration is removed', async () => {
    const [one, two] = [await desk.makeWithLogo('removed-logo'), await desk.makeWithLogo('removed-whole')];
    expect((await deleteIntegrationLogo({ client, path: { id: one.id } })).response?.status).toBe(204);
    expect((await deleteIntegrationLogo({ client, path: { id: one.id } })).response?.status).toBe(204);
    expect((await deleteIntegration({ client, path: { id: two.id } })).response?.status).toBe(204);
    expect(await desk.logoOf(one.id)).toEqual({ logo_filename: '', logo_url: '' });
    expect((await send(app, 'GET', one.logo_url)).status).toBe(404);
    await desk.expectAgreement();
  });

  test('when the transaction fails at its very end, and the sweeper clears what it left', async () => {
    const { path, logo_url } = await desk.makeWithLogo('not-committed');
    const before = await desk.rowsAndFiles();
    await owner.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON assets DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const answer = await desk.upload(path, logoForm(png(24)));
    await owner.query('DROP TRIGGER refuse ON assets; DROP FUNCTION refuse');
    expect([answer.status, problemOf(answer).code]).toEqual([503, 'unavailable']);
    expect((await desk.rowsAndFiles()).rows).toEqual(before.rows);
    expect((await send(app, 'GET', logo_url)).status).toBe(200);

    const [orphan] = desk.files().filter((name) => !before.files.includes(name));
    expect(orphan).toBeDefined();
    const sweeper = app.nest.get(AssetsService);
    expect(await sweeper.sweep(), 'a young file may still get its row').toBe(0);
    writeFileSync(join(desk.folder, '.tmp-00000000-0000-4000-8000-000000000000'), 'cut off');
    const longAgo = new Date(Date.now() - 7_200_000);
    for (const name of [...desk.files(), '.tmp-00000000-0000-4000-8000-000000000000'])
      utimesSync(join(desk.folder, name), longAgo, longAgo);
    expect(await sweeper.sweep()).toBe(2);
    await desk.expectAgreement();
    expect((await send(app, 'GET', logo_url)).status).toBe(200);
  });

  test('when uploads to one integration overlap', async () => {
    const { id, path } = await desk.make('overlapping');
    const answers = await Promise.all([16, 24, 32].map((side) => desk.upload(path, logoForm(png(side)))));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await send(app, 'GET', (await desk.logoOf(id)).logo_url)).status).toBe(200);
    await desk.expectAgreement();
  });

  test('when the store cannot be written, which is told as 503', async () => {
    const closed = await makeTenant(app);
    const theirs = await loginAs('admin', closed);
    const { path } = await new LogoDesk(app, closed, theirs).make('unwritable');
    // A file in the place of the tenant's folder: also root cannot write below it.
    const inTheWay = join(app.dataDir, 'assets', closed.slug);
    writeFileSync(inTheWay, '');
    const answer = await send(app, 'POST', path, { token: theirs.token, body: logoForm() });
    expect([answer.status, problemOf(answer).code]).toEqual([503, 'unavailable']);
    expect((await owner.query('SELECT 1 FROM assets WHERE tenant_id = $1', [closed.id])).rowCount).toBe(0);
    rmSync(inTheWay);
    expect((await send(app, 'POST', path, { token: theirs.token, body: logoForm() })).status).toBe(200);
  });
});
