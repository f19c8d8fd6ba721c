import { z } from 'zod';

/** `settings:` of a source with `adapter: tryton`. */
export const trytonSettings = z.strictObject({
  /** First part of the path; leave it out where the URL already ends with it. */
  database: z.string().min(1).optional(),
  username: z.string().min(1),
  password: z.string().min(1),
  /** True where numbers are kept by staff alone, who have called them. Then they count as verified, and say whose a call is. */
  phoneVerified: z.boolean().default(false),
  /** Id of the company whose sales are read. */
  company: z.int().min(1).default(1),
  /** Names of relation types that make a relationship; empty where the module party_relationship is not activated. */
  relations: z
    .record(z.string(), z.enum(['CONTACT_OF', 'HAS_CONTACT', 'MEMBER_OF']))
    .default({ 'Contact of': 'CONTACT_OF', 'Has contact': 'HAS_CONTACT', 'Member of': 'MEMBER_OF' }),
  /** Party categories of the form `prefix:value` that carry what Tryton has no field for. */
  categoryPrefixes: z
    .strictObject({ kind: z.string().default('kind'), territory: z.string().default('territory'), distributor: z.string().default('distributor') })
    .default({ kind: 'kind', territory: 'territory', distributor: 'distributor' }),
});

export type TrytonSettings = z.infer<typeof trytonSettings>;
