import { gzipSync } from 'node:zlib';
import type { RequestHandler, Response } from 'express';
import { hangUp, visitOf } from './system.ts';

/** Lets the system answer, but hands the whole body over instead of sending it. */
function withBody(deliver: (body: Buffer, res: Response) => void): RequestHandler {
  return (_req, res, next) => {
    const parts: Buffer[] = [];
    const { write, end } = res;
    const keep = (chunk: unknown, encoding?: unknown) => {
      if (typeof chunk === 'string') parts.push(Buffer.from(chunk, encoding as BufferEncoding | undefined));
      else if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
      return true;
    };
    res.write = keep as Response['write'];
    res.end = ((chunk?: unknown, encoding?: unknown) => {
      keep(chunk, encoding);
      Object.assign(res, { write, end });
      deliver(Buffer.concat(parts), res);
      return res;
    }) as Response['end'];
    next();
  };
}

const half = (body: Buffer) => body.subarray(0, Math.ceil(body.length / 2));

/** Everything up to the middle, then silence on an open connection. */
export const stalled = withBody((body, res) => {
  res.write(half(body));
});

/** Announces all of the body, sends half of it and closes. */
export const truncated = withBody((body, res) => {
  if (res.hasHeader('content-length')) res.setHeader('content-length', body.length);
  res.write(half(body), () => hangUp(res));
});

/** Half of the body as if that were all: JSON that breaks off. */
export const malformed = withBody((body, res) => {
  if (res.hasHeader('content-length')) res.setHeader('content-length', half(body).length);
  res.end(half(body));
});

export const dripping = withBody((body, res) => {
  let sent = 0;
  const drip = () => {
    res.write(body.subarray(sent, ++sent));
    if (sent >= body.length) res.end();
  };
  drip();
  const timer = setInterval(drip, visitOf(res).waitMs);
  res.once('close', () => clearInterval(timer));
});

export const slowFirstByte: RequestHandler = (_req, res, next) => {
  const timer = setTimeout(next, visitOf(res).waitMs);
  res.once('close', () => clearTimeout(timer));
};

export const hangup: RequestHandler = (req, res) => {
  visitOf(res).hungUp = true;
  req.socket.destroy();
};

export const huge: RequestHandler = (_req, res) => {
  res.json({ padding: 'x'.repeat(10 * 1024 * 1024) });
};

let bomb: Buffer | undefined;

/** 1 GiB behind about 1 MB: members of a gzip file may follow each other, so one is made and repeated. */
export const gzipBomb: RequestHandler = (_req, res) => {
  if (!bomb) {
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '));
    bomb = Buffer.concat(Array.from({ length: 64 }, () => member));
  }
  res.set({ 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb);
};
