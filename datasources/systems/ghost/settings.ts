import { z } from 'zod';

const noteKey = z.string().regex(/^[\w-]+$/, 'must be a word');

/** `settings:` of a source with `adapter: ghost`. */
export const ghostSettings = z.strictObject({
  /** Admin API key of a custom integration, `id:secret`. */
  adminKey: z.string().regex(/^[0-9a-f]+:(?:[0-9a-f]{2})+$/i, 'must be an Admin API key of the form id:secret'),
  /** Words before a colon in a member's note (`erp:C-1001 phone:+44…`), which is where Ghost's API can keep such things; null where not used. */
  noteKeys: z
    .strictObject({ account: noteKey.nullable().default('erp'), phone: noteKey.nullable().default('phone') })
    .default({ account: 'erp', phone: 'phone' }),
});

export type GhostSettings = z.infer<typeof ghostSettings>;
