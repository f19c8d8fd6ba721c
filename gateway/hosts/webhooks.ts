/** `POST /webhooks/SOURCE`, the same on every host: a body within its limit, then the source's own scheme decides. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/errors.ts';
import type { WebhookEndpoint, WebhookOutcome } from '../../ingest/webhooks.ts';
import { logDefect, retryHeaders, type ErrorLogger } from '../errors.ts';
import { readPlainBody } from './params.ts';
import { HttpRefusal } from './refusal.ts';
import { sendText } from './send.ts';

/**
 * What senders make of a status decides it: they send again what was not answered with 2xx. A delivery that is known was
 * taken when our answer to it was lost, so it is 200; with 409 an honest sender would go on sending it.
 */
const ANSWERS: Readonly<Record<WebhookOutcome, readonly [status: number, text: string]>> = {
  taken: [202, 'Taken.'],
  known: [200, 'Taken before.'],
  signature: [401, 'The signature is missing or wrong.'],
  time: [401, 'The signed time is too far from that of this gateway.'],
  unreadable: [400, 'The signature is good, but the body is not what it should be.'],
};

/** Answers when what was sent is durable. */
export async function answerWebhook(endpoint: WebhookEndpoint, request: IncomingMessage, response: ServerResponse, logger: ErrorLogger): Promise<void> {
  try {
    if (request.method !== 'POST') throw new HttpRefusal(405, 'Use POST.', {}, { allow: 'POST' });
    const body = await readPlainBody(request, endpoint.maxBodyBytes);
    const [status, text] = ANSWERS[await endpoint.take(request.headers, body)];
    sendText(response, status, text);
  } catch (error) {
    if (error instanceof HttpRefusal) return sendText(response, error.status, error.message, error.headers);
    if (error instanceof GatewayError) return sendText(response, 503, error.message, { ...retryHeaders(error) });
    logDefect(logger, error, { requestId: randomUUID() });
    sendText(response, 500, 'Internal error.');
  }
}
