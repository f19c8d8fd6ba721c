/** How well a partition of the sample company's records agrees with its truth, counted over pairs of records. */
import type { IdentityConfig } from '../../domain/identity/config.ts';
import type { Partition } from '../../domain/identity/partition.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { hardCases, varieties, type HardCase, type Person, type Variety } from '../../examples/acme/people/model.ts';
import type { TruePair } from '../../examples/acme/people/pairs.ts';
import { acmeIdentity, type AcmeIdentity, type AcmeIdentityOptions } from './acmeRecords.ts';

/** Verified parts, and what is one customer for staff. */
export type Cut = Pick<Partition, 'parts' | 'unions'>;

/** Cuts records into verified parts and these into customers: what the gateway does without a steward. */
export type Partitioner = (records: readonly PartyRecord[], config: IdentityConfig) => Cut | Promise<Cut>;

/** The scores of a partitioner on fresh companies, one after the other. It sees records, never the truth. */
export async function measureAcme(partitioner: Partitioner, seeds: readonly number[], options: AcmeIdentityOptions = {}): Promise<AcmeScore[]> {
  const scores: AcmeScore[] = [];
  for (const seed of seeds) {
    const company = acmeIdentity(seed, options);
    scores.push(scoreAcme(company, await partitioner(company.records, company.config)));
  }
  return scores;
}

/** Pairs that should be found, and how many are. */
export interface Found {
  supportable: number;
  /** In one customer, as staff see it. */
  joined: number;
  /** In one verified part, as outside callers see it. */
  inOnePart: number;
}

export type Label = HardCase | Variety;

export interface AcmeScore {
  seed: number;
  records: number;
  /** All pairs of records of one person, and those of them that are joined though the records hardly support it. */
  truePairs: number;
  joinedUnsupportable: number;
  /** Pairs of records of different people: inside a verified part, and in one customer over a pointer. */
  falseInParts: number;
  falseInUnions: number;
  all: Found;
  /** Of pairs on which at least one hard case bears. */
  hard: Found;
  /** By the hard case or variety that bears on the pair. */
  byLabel: Record<Label, Found>;
  /** False pairs by what both people are: of their labels in common, or `none`. */
  falseByLabel: Partial<Record<Label | 'none', number>>;
  /** How each false pair came about, for a look at the records: refs, people's ids. */
  falsePairs: { left: SourceRef; right: SourceRef; people: [string, string]; inOnePart: boolean }[];
}

const nothing = (): Found => ({ supportable: 0, joined: 0, inOnePart: 0 });

export function scoreAcme({ seed, records, personOf, pairs }: AcmeIdentity, { parts, unions }: Cut): AcmeScore {
  const partOf = new Map(parts.flatMap((refs, part) => refs.map((ref) => [ref, part] as const)));
  const unionOf = new Map(unions.flatMap((members, union) => members.map((part) => [part, union] as const)));
  const missing = records.find(({ ref }) => !partOf.has(ref) || !unionOf.has(partOf.get(ref)!));
  if (missing || partOf.size !== records.length) throw new Error('the partition is not one of these records');
  const customerOf = (ref: SourceRef): number => unionOf.get(partOf.get(ref)!)!;

  const found = { all: nothing(), hard: nothing(), byLabel: Object.fromEntries([...hardCases, ...varieties].map((label) => [label, nothing()])) as Record<Label, Found> };
  let joinedUnsupportable = 0;
  for (const pair of pairs) {
    const joined = customerOf(pair.left) === customerOf(pair.right);
    if (!pair.verdict.supportable) {
      joinedUnsupportable += Number(joined);
      continue;
    }
    const inOnePart = partOf.get(pair.left) === partOf.get(pair.right);
    for (const count of countsFor(pair, found)) {
      count.supportable += 1;
      count.joined += Number(joined);
      count.inOnePart += Number(inOnePart);
    }
  }

  const falsePairs = unions.flatMap((members) => {
    const refs = members.flatMap((part) => parts[part]!);
    return refs.flatMap((left, i) =>
      refs.slice(i + 1).flatMap((right) => {
        const [one, other] = [personOf.get(left)!, personOf.get(right)!];
        return one === other ? [] : [{ left, right, one, other, inOnePart: partOf.get(left) === partOf.get(right) }];
      }),
    );
  });
  const falseByLabel: AcmeScore['falseByLabel'] = {};
  for (const { one, other } of falsePairs) for (const label of commonLabels(one, other)) falseByLabel[label] = (falseByLabel[label] ?? 0) + 1;
  const falseInParts = falsePairs.filter(({ inOnePart }) => inOnePart).length;
  return {
    seed,
    records: records.length,
    truePairs: pairs.length,
    joinedUnsupportable,
    falseInParts,
    falseInUnions: falsePairs.length - falseInParts,
    ...found,
    falseByLabel,
    falsePairs: falsePairs.map(({ left, right, one, other, inOnePart }) => ({ left, right, people: [one.id, other.id], inOnePart })),
  };
}

function countsFor({ cases, varieties: varied }: TruePair, { all, hard, byLabel }: Pick<AcmeScore, 'all' | 'hard' | 'byLabel'>): Found[] {
  return [all, ...(cases.length > 0 ? [hard] : []), ...[...cases, ...varied].map((label) => byLabel[label])];
}

function commonLabels(one: Person, other: Person): (Label | 'none')[] {
  const labelsOf = ({ cases, varieties: varied = [] }: Person): Label[] => [...cases, ...varied];
  const common = labelsOf(one).filter((label) => labelsOf(other).includes(label));
  return common.length > 0 ? common : ['none'];
}
