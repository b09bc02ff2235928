import type { Connector } from '@ims/connector-sdk';
import { slack } from './slack.ts';
import { smtp } from './smtp.ts';
import { webhook } from './webhook.ts';

/** Channels that messages go out through. */
export const notificationConnectors: Connector[] = [slack, smtp, webhook];
