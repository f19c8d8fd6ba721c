import { z } from 'zod';

const fieldName = z.string().regex(/^[\w .-]+$/, 'must be the name of a custom field');

/** `settings:` of a source with `adapter: rt`. */
export const rtSettings = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  /** Tickets of these queues are complaints; all others are questions. */
  complaintQueues: z.array(z.string()).default(['Complaints']),
  /** Tickets of this queue are phone calls; null where there are none. */
  callQueue: z.string().regex(/^[^'\\]+$/).nullable().default('Calls'),
  /**
   * True where the mail server in front of RT takes mail from authenticated senders only (DMARC), so that whoever writes
   * from an address holds it. Then a user's e-mail counts as verified.
   */
  emailVerified: z.boolean().default(false),
  /** True where a number comes to a user by staff alone, who have called it. Then it counts as verified, and says whose a call is. */
  phoneVerified: z.boolean().default(false),
  /** Accounts that are no customers. */
  ignoreUsers: z.array(z.string()).default(['root', 'Nobody', 'RT_System']),
  /** Custom fields of users; null where there is none. A phone that can be searched must be a custom field: RT ignores a search for MobilePhone. */
  userFields: z
    .strictObject({ phone: fieldName.nullable().default('Phone'), birthDate: fieldName.nullable().default('BirthDate') })
    .default({ phone: 'Phone', birthDate: 'BirthDate' }),
  /** Custom fields of the tickets of `callQueue`. */
  callFields: z
    .strictObject({
      start: fieldName.default('CallStart'),
      seconds: fieldName.default('CallSeconds'),
      direction: fieldName.default('CallDirection'),
      agent: fieldName.default('CallAgent'),
      number: fieldName.default('CallNumber'),
    })
    .default({ start: 'CallStart', seconds: 'CallSeconds', direction: 'CallDirection', agent: 'CallAgent', number: 'CallNumber' }),
});

export type RtSettings = z.infer<typeof rtSettings>;
