import pg from 'pg';
import { LocalPostgresError, startLocalPostgres } from '../index.ts';

/**
 * A program that holds the database in the folder given as argument: says `ready <url>`, or the error's code. On SIGINT it asks
 * the database something first, as a real shutdown would, and says `answered` and `stopped`.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const database = await startLocalPostgres({ dataDir: process.argv[2] ?? '', settings: { fsync: 'off' } });
  process.once('SIGINT', async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query('SELECT 1');
    await client.end();
    say('answered');
    await database.stop();
    say('stopped');
  });
  say(`ready ${database.url}`);
} catch (error) {
  if (!(error instanceof LocalPostgresError)) throw error;
  say(error.code);
}
