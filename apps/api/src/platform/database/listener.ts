import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.ts';

const RECONNECT_MS = 1000;

interface Subscription {
  channel: string;
  /** Called with the payload of each notification. */
  heard(payload: string): void;
  /** Called whenever notifications may have been missed. */
  gap(): void;
}

/** Hears PostgreSQL's notifications on one connection of its own, and comes back by itself when that is lost. */
@Injectable()
export class Listener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Listener');
  private readonly subscriptions: Subscription[] = [];
  private client?: pg.Client;
  private reconnecting?: NodeJS.Timeout;
  private closed = false;

  constructor(private readonly config: Config) {}

  /** To be called while modules are made; channels are names of ours, never user input. */
  subscribe(subscription: Subscription): void {
    this.subscriptions.push(subscription);
  }

  /** Tells followers in this process what they are about to hear anyway, once that is committed: sooner than by its way. */
  announce(channel: string, payload: string): void {
    for (const subscription of this.subscriptions) if (subscription.channel === channel) subscription.heard(payload);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnecting);
    await this.client?.end();
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.config.database.appUrl.reveal(),
      application_name: 'ims-listen',
      keepAlive: true,
      connectionTimeoutMillis: 2000,
    });
    this.client = client;
    client.once('error', (error) => this.lost(error));
    client.on('notification', ({ channel, payload = '' }) => this.announce(channel, payload));
    try {
      await client.connect();
      for (const { channel } of this.subscriptions) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      this.missed();
    } catch (error) {
      this.lost(error);
    }
  }

  private lost(error: unknown): void {
    if (this.closed || this.reconnecting) return;
    this.logger.warn({
      msg: 'The connection for notifications is lost; trying again',
      reason: (error as Error).message,
    });
    this.missed();
    this.client?.on('error', () => undefined);
    this.client?.end().catch(() => undefined);
    this.reconnecting = setTimeout(() => {
      this.reconnecting = undefined;
      void this.connect();
    }, RECONNECT_MS);
  }

  private missed(): void {
    for (const subscription of this.subscriptions) subscription.gap();
  }
}
