import type { IssuedSecret } from '../../operations/tokens/issueToken.ts';
import { rotateToken as rotate, type RotateTokenInput } from '../../operations/tokens/rotateToken.ts';
import type { RequestContext } from '../context.ts';

export function rotateToken(_root: unknown, { input }: { input: RotateTokenInput }, ctx: RequestContext): Promise<IssuedSecret> {
  return rotate(input, ctx);
}
