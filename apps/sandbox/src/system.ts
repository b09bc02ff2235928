import type { Request, RequestHandler, Response } from 'express';
import type { Ledger } from './ai/ledger.ts';
import type { PromptCache } from './ai/prompt-cache.ts';
import type { BehaviourName } from './behaviours.ts';
import type { SeenRequest } from './journal.ts';

/** One external system, served below `/<name>`. */
export interface System {
  name: string;
  title: string;
  /** What an integration takes as its base URL, below the address of the sandbox. */
  base: string;
  routes: RequestHandler;
  /** How it words what it refuses. */
  refusals: Refusals;
}

export type Refusal =
  | 'badRequest'
  | 'unauthorized'
  | 'expired'
  | 'forbidden'
  | 'missing'
  | 'requestTimeout'
  | 'conflict'
  | 'gone'
  | 'unprocessable'
  | 'rateLimited'
  | 'fault'
  | 'unavailable';
export type Refusals = Record<Refusal, Answer>;

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Text goes out as it is, anything else as JSON. */
  body: unknown;
}

/** What is known of a request before its system sees it. */
export interface Visit {
  system: System;
  behaviour: BehaviourName | undefined;
  /** How long the behaviour waits, where it does. */
  waitMs: number;
  /** Address of the system as the client wrote it, with the behaviour: what links in answers begin with. */
  base: string;
  /** The entry of the journal, which is kept up to date while the request is answered. */
  seen: SeenRequest;
  /** Key of an AI provider that the request came with, once it is known to be right. */
  apiKey: string;
  ledger: Ledger;
  prompts: PromptCache;
  /** Whether we closed the connection in the middle of an answer, and not the client. */
  hungUp: boolean;
}

export function visitOf(res: Response): Visit {
  return res.locals.visit;
}

export function behaves(res: Response, behaviour: BehaviourName): boolean {
  return visitOf(res).behaviour === behaviour;
}

export function send(res: Response, answer: Answer): void {
  res.status(answer.status).set(answer.headers ?? {});
  if (typeof answer.body !== 'string') res.json(answer.body);
  else {
    if (!res.get('content-type')) res.type('text/plain');
    res.send(answer.body);
  }
}

/** Closes the connection in the middle of an answer; what was written before still gets there. */
export function hangUp(res: Response): void {
  visitOf(res).hungUp = true;
  res.socket?.destroySoon();
}

export function rawBody(req: Request): Buffer {
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** The JSON object of a request; undefined when it is none. */
export function jsonBody(req: Request): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(rawBody(req).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One parameter of the query; the first when it was repeated. */
export function queryText(req: Request, name: string): string | undefined {
  const value = req.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** A whole number within limits; `fallback` when it is absent or no number. */
export function wholeNumber(value: unknown, fallback: number, min: number, max: number): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
  return Number.isInteger(number) ? Math.min(Math.max(number, min), max) : fallback;
}
