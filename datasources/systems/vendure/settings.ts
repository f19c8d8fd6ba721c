import { z } from 'zod';

const fieldName = z.string().regex(/^[_A-Za-z]\w*$/, 'must be the name of a GraphQL field');

/** `settings:` of a source with `adapter: vendure`. */
export const vendureSettings = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  /** Token of the channel to read; the default channel where it is left out. */
  channelToken: z.string().min(1).optional(),
  /** Custom fields of customers; null where there is none. */
  customerFields: z
    .strictObject({ birthDate: fieldName.nullable().default('birthDate'), loyaltyId: fieldName.nullable().default('loyaltyId') })
    .default({ birthDate: 'birthDate', loyaltyId: 'loyaltyId' }),
  /** Decimals of money, as the shop's MoneyStrategy keeps it (Vendure's own default: 2, in every currency). */
  moneyDigits: z.int().min(0).max(6).default(2),
});

export type VendureSettings = z.infer<typeof vendureSettings>;
