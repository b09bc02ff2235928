import type { ConnectorContext, ConnectorFault, HttpAnswer, HttpRequest, JsonAnswer } from '@ims/connector-sdk';
import type { z } from 'zod';
import { explainGithub } from './answers.ts';
import { appCredential, explainApp, type Installation, installationOf, secretOf } from './app-auth.ts';
import { type GithubSettings, readGithubSettings } from './settings.ts';

type Explain = (answer: HttpAnswer) => ConnectorFault | undefined;

/** The programming interface of GitHub, as the user of a token or as an installation of an App. */
export interface Github {
  settings: GithubSettings;
  /** Undefined for a token. */
  app: GithubApp | undefined;
  get<T>(
    to: string,
    shape: z.ZodType<T>,
    options?: { query?: HttpRequest['query']; explain?: Explain },
  ): Promise<JsonAnswer<T>>;
}

export interface GithubApp {
  /** Asks as the App itself, before any installation. */
  get<T>(to: string, shape: z.ZodType<T>): Promise<JsonAnswer<T>>;
  installation(): Promise<Installation>;
}

export function openGithub(context: ConnectorContext): Github {
  const settings = readGithubSettings(context.settings);
  const headers = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': settings.provider_metadata.api_version,
  };
  const ask: ConnectorContext['http']['json'] = (request, shape) =>
    context.http.json(
      { ...request, headers, explain: (answer) => request.explain?.(answer) ?? explainGithub(answer, context.now()) },
      shape,
    );
  const app: GithubApp | undefined = settings.provider_metadata.authentication === 'app' ? openApp() : undefined;

  function openApp(): GithubApp {
    return {
      async get(to, shape) {
        const credential = await appCredential(secretOf(context), settings.provider_metadata.app_id, context.now());
        return ask({ to, credentials: [credential], explain: explainApp }, shape);
      },
      installation: () => installationOf(context, ask, settings),
    };
  }

  return {
    settings,
    app,
    async get(to, shape, options = {}) {
      const credentials = app && [(await app.installation()).credential];
      return ask({ to, credentials, ...options }, shape);
    },
  };
}
