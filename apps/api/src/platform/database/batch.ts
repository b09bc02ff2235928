import pg, { type QueryResultRow, type Submittable } from 'pg';
import Result from 'pg/lib/result.js';
import { prepareValue } from 'pg/lib/utils.js';
import { serialize } from 'pg-protocol';

/** A statement with a stable name, so that PostgreSQL plans it once per connection. */
export interface Statement {
  name: string;
  text: string;
}

export interface Call {
  statement: Statement;
  values: unknown[];
}

/** The part of pg's connection that is needed here; its own cursors and streams use the same. */
interface Connection {
  stream: { write(bytes: Buffer): void };
  parsedStatements: Record<string, string>;
  on(event: 'parseComplete', listener: () => void): void;
  off(event: 'parseComplete', listener: () => void): void;
}

type Outcome = (error: Error | null, results: QueryResultRow[][]) => void;

/**
 * Several prepared statements in one message, answered by one: each message costs both sides a system call, often more
 * than the statement does. All or nothing: outside a transaction they make one of their own.
 */
class Batch implements Submittable {
  private readonly results: QueryResultRow[][] = [];
  private readonly unparsed: Statement[] = [];
  private current = new Result('', pg.types);
  private connection: Connection | undefined;

  /** Called by pg when all is over; replaced by pg to end what takes too long. */
  callback: Outcome = () => undefined;

  constructor(private readonly calls: Call[]) {}

  submit(given: unknown): void {
    const connection = given as Connection;
    this.connection = connection;
    connection.on('parseComplete', this.noteParsed);
    const messages = this.calls.flatMap((call) => this.messagesOf(connection, call));
    connection.stream.write(Buffer.concat([...messages, serialize.sync()]));
  }

  private messagesOf({ parsedStatements }: Connection, { statement, values }: Call): Buffer[] {
    const isKnown = parsedStatements[statement.name] !== undefined || this.unparsed.includes(statement);
    if (!isKnown) this.unparsed.push(statement);
    return [
      ...(isKnown ? [] : [serialize.parse(statement)]),
      serialize.bind({ statement: statement.name, values, valueMapper: prepareValue }),
      serialize.describe({ type: 'P' }),
      serialize.execute(),
    ];
  }

  /** Also when a later statement fails, the earlier ones stay prepared. */
  private readonly noteParsed = () => {
    const statement = this.unparsed.shift();
    if (statement && this.connection) this.connection.parsedStatements[statement.name] = statement.text;
  };

  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    this.current.addFields(fields);
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    this.current.addRow(this.current.parseRow(fields));
  }

  handleCommandComplete(): void {
    this.results.push(this.current.rows);
    this.current = new Result('', pg.types);
  }

  handleReadyForQuery(): void {
    this.end(null);
  }

  handleError(error: Error): void {
    this.end(error);
  }

  private end(error: Error | null): void {
    this.connection?.off('parseComplete', this.noteParsed);
    this.callback(error, this.results);
  }
}

/** Sends the calls together and gives the rows of each. */
export function sendBatch(client: pg.ClientBase, calls: Call[]): Promise<QueryResultRow[][]> {
  return new Promise((resolve, reject) => {
    const batch = new Batch(calls);
    batch.callback = (error, results) => {
      if (!error) return resolve(results);
      // The way the error came says nothing; the way to here does.
      Error.captureStackTrace(error, sendBatch);
      reject(error);
    };
    client.query(batch);
  });
}
