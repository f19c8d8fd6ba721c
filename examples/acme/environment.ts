import type { Acme } from './index.ts';

/** The variables that examples/acme/gateway.yml asks for, of a running sample company. `webhookSecret`: what Ghost signs with. */
export function acmeEnvironment({ urls, adminKey }: { urls: Acme['urls']; adminKey: string }, webhookSecret = 'w'.repeat(32)): Record<string, string> {
  return {
    ACME_TRYTON_URL: urls.tryton, ACME_RT_URL: urls.rt, ACME_VENDURE_URL: urls.vendure, ACME_GHOST_URL: urls.ghost,
    ACME_GHOST_KEY: adminKey, ACME_GHOST_WEBHOOK_SECRET: webhookSecret,
  };
}
