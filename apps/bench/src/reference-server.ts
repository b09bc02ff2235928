/*
 * What one would write without a product: Express and pg, one statement for each request, no ORM, no validation, no
 * row-level security, nobody asks who calls. Kept as fast as that can be: prepared statements, no ETag, a pool as large
 * as the product's.
 */
import express, { type RequestHandler } from 'express';
import pg from 'pg';

const { DATABASE_URL, TENANT_ID, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });

const listed = `id, provider, type, display_name, base_url, username, model, logo_filename, active, last_sync_at,
  health_status, health_checked_at, health_latency_ms, version, created_at, last_updated_at`;
const detailed = `${listed}, base_search, model_config, provider_metadata, cost_config, fallback_integration_id, password_updated_at, secret_origin`;

const list = {
  name: 'list',
  text: `SELECT ${listed} FROM integrations WHERE tenant_id = $1 ORDER BY lower(provider) COLLATE "C", id LIMIT 100`,
};
const one = { name: 'one', text: `SELECT ${detailed} FROM integrations WHERE tenant_id = $1 AND id = $2` };
const create = {
  name: 'create',
  text: `INSERT INTO reference.integrations (tenant_id, provider, type, display_name, base_url, username, model, model_config, provider_metadata, cost_config)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${detailed}`,
};

const answerConstant: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' });
};
const answerList: RequestHandler = async (_request, response) => {
  const { rows } = await pool.query({ ...list, values: [TENANT_ID] });
  response.json(rows);
};
const answerOne: RequestHandler = async (request, response) => {
  const { rows } = await pool.query({ ...one, values: [TENANT_ID, request.params.id] });
  response.json(rows[0]);
};
const answerCreated: RequestHandler = async ({ body }, response) => {
  const { provider, type, display_name, base_url, username, model, model_config, provider_metadata, cost_config } =
    body;
  const values = [
    TENANT_ID,
    provider,
    type,
    display_name,
    base_url,
    username,
    model,
    model_config,
    provider_metadata,
    cost_config,
  ];
  const { rows } = await pool.query({ ...create, values });
  response.status(201).json(rows[0]);
};

const app = express();
app.disable('etag');
app.disable('x-powered-by');
app.get('/constant', answerConstant);
app.get('/integrations', answerList);
app.get('/integrations/:id', answerOne);
app.post('/integrations', express.json(), answerCreated);
const server = app.listen(Number(PORT), '127.0.0.1');

process.once('SIGINT', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});
