/** The public sets that the benchmark measures on (tests/data/README.md), their truth taken out of the records' sight. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMap, recordOfRow } from '../../gateway/cli/identity/map.ts';
import { readTable, type Row } from '../../gateway/cli/identity/table.ts';
import type { StatedRecord } from '../../domain/matching/stated.ts';
import { createRandom } from '../random.ts';

/** Records to match, in random order under ids that tell nothing, and which party each is of. */
export interface LabelledSet {
  name: string;
  records: StatedRecord[];
  truth: Map<string, string>;
}

interface PublicSet {
  name: string;
  file: string;
  map: string;
  partyOf(row: Row): string;
}

const FEBRL_MAP = `
id: rec_id
fields:
  givenName: given_name
  familyName: surname
  street: [street_number, address_1, address_2]
  city: suburb
  postcode: postcode
  region: state
  birthDate: date_of_birth
  taxId: soc_sec_id
`;

const FAKE_MAP = `
id: unique_id
fields:
  givenName: first_name
  familyName: surname
  birthDate: dob
  city: city
  email: email
`;

const SETS: readonly PublicSet[] = [
  // rec-223-org and rec-223-dup-0 are one person.
  ...[1, 2, 3].map((number) => ({
    name: `FEBRL ${number}`, file: `febrl/dataset${number}.csv`, map: FEBRL_MAP, partyOf: (row: Row) => row.values('rec_id')[0]!.split('-')[1]!,
  })),
  { name: 'fake_1000', file: 'splink/fake_1000.csv', map: FAKE_MAP, partyOf: (row) => row.values('cluster')[0]! },
];

/** Shuffles the records and names them anew, since ids and order of the public files give the truth away. */
export function makeOpaque(labelled: readonly { record: StatedRecord; party: string }[], seed: number): Pick<LabelledSet, 'records' | 'truth'> {
  const random = createRandom(seed);
  const shuffled = [...labelled];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = random.whole(at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
  }
  const ids = shuffled.map((_, place) => `r${String(place).padStart(7, '0')}`);
  return { records: shuffled.map(({ record }, place) => ({ ...record, id: ids[place]! })), truth: new Map(shuffled.map(({ party }, place) => [ids[place]!, party])) };
}

/** The public sets in `folder` (tests/data). A further set needs its records and its truth: add it to what this returns. */
export function publicSets(folder: string, seed: number): LabelledSet[] {
  return SETS.map(({ name, file, map, partyOf }) => {
    const columns = parseMap(map, name);
    const { rows } = readTable(readFileSync(join(folder, file), 'utf8'), file);
    return { name, ...makeOpaque(rows.map((row) => ({ record: recordOfRow(row, columns, name), party: partyOf(row) })), seed) };
  });
}
