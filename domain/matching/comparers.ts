import type { PartyKind } from '../records.ts';
import type { Comparer, Dimension } from './comparison.ts';
import { addressComparer } from './compare/addresses.ts';
import { emailComparer, numberComparers, personPhoneComparer, phoneComparer } from './compare/contacts.ts';
import { birthDates, genders } from './compare/dates.ts';
import { columnTable, columnWordTable, extraComparer, type ColumnShape } from './compare/extra.ts';
import { personNames } from './compare/names.ts';
import { organisationComparer } from './compare/organisations.ts';
import type { CountedValues } from './frequencies.ts';
import type { MatchRecord } from './record.ts';

/** What costs little and says much comes first: most pairs are decided before their addresses are compared. */
const COMPARERS: Readonly<Record<PartyKind, readonly Comparer[]>> = {
  PERSON: [
    birthDates, personNames, ...numberComparers, genders,
    emailComparer({ household: 0.15 }), personPhoneComparer({ household: 0.6 }, 0.3), organisationComparer({ household: 0.1 }), addressComparer({ household: 1 }, 1),
  ],
  ORGANISATION: [
    organisationComparer({ chain: 0.9 }), ...numberComparers, emailComparer({ chain: 0.5 }), phoneComparer({ chain: 0.5, premises: 0.3 }), addressComparer({ premises: 1 }, 1),
  ],
};

/** Everything that is compared in records of one kind, further columns last. */
export function comparersOf(kind: PartyKind, columns: Readonly<Record<string, ColumnShape>>): readonly Comparer[] {
  return [...COMPARERS[kind], ...Object.entries(columns).map(([column, shape]) => extraComparer(column, shape))];
}

export function dimensionsOf(comparers: readonly Comparer[]): readonly Dimension[] {
  return comparers.flatMap(({ dimensions }) => dimensions);
}

/** The values whose frequencies the comparers ask for, as [table, value]. */
export const countedValues: CountedValues = function* (record: MatchRecord) {
  for (const { given, family, joined } of record.names) {
    if (given[0] !== undefined) yield ['given', given[0]];
    if (joined !== '') yield ['family', joined];
    if (family.length > 1) for (const word of family) yield ['family', word];
  }
  for (const { words } of record.organisations) {
    yield ['organisation', words.join('')];
    for (const word of words) yield ['organisationWord', word];
  }
  for (const { readings } of record.birthDates) for (const reading of readings) yield ['birthDate', reading];
  for (const email of record.emails) {
    const at = email.lastIndexOf('@');
    yield ['email', email];
    yield ['emailLocal', email.slice(0, at)];
    yield ['emailDomain', email.slice(at + 1)];
  }
  for (const phone of record.phones) yield ['phone', phone];
  for (const [field, values] of Object.entries(record.numbers)) for (const value of values) yield [field, value];
  for (const { street, city, postcode } of record.addresses) {
    for (const word of street) yield ['streetWord', word];
    if (city.length > 0) yield ['city', city.join('')];
    if (postcode !== null) yield ['postcode', postcode];
  }
  for (const [column, values] of Object.entries(record.extra)) {
    for (const value of values) {
      yield [columnTable(column), value];
      for (const word of value.split(' ')) yield [columnWordTable(column), word];
    }
  }
};
