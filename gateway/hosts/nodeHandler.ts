import type { Engine } from '../engine/types.ts';
import type { Carrier } from './front.ts';
import { sendResult, statusFor } from './send.ts';

/** The shortest way: engine, JSON.stringify once, one write. */
export function carryByNode(engine: Engine): Carrier {
  return async ({ request, principal, media, allowMutation, signal, trail }, _request, response) => {
    const result = await engine.execute(request, principal, { signal, allowMutation, trail });
    sendResult(response, result, media, statusFor(result, media));
  };
}
