import type { RequestContext } from '../context.ts';

/**
 * Whether views that are one event by likeness are one to this caller: to staff who may see every system. Outside callers
 * meet both, and so does who is denied one of the two systems, since the view that leads might be the one that is not shown.
 */
export function seesLikely({ view, deniedSystems }: RequestContext): boolean {
  return view.audience === 'staff' && deniedSystems.size === 0;
}
