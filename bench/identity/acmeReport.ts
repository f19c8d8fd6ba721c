/** The scores of several seeds as text. */
import { hardCases, varieties } from '../../examples/acme/people/model.ts';
import type { AcmeScore, Found, Label } from './acmeScore.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(4));
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [row(head), row(head.map(() => '---')), ...rows.map(row)];

function sum(scores: readonly AcmeScore[], of: (score: AcmeScore) => Found): Found {
  const total = { supportable: 0, joined: 0, inOnePart: 0 };
  for (const score of scores) {
    const { supportable, joined, inOnePart } = of(score);
    total.supportable += supportable;
    total.joined += joined;
    total.inOnePart += inOnePart;
  }
  return total;
}

/** Two tables: by seed, and by hard case or variety over all seeds. */
export function acmeReport(scores: readonly AcmeScore[]): string {
  const bySeed = scores.map(({ seed, records, truePairs, all, hard, falseInParts, falseInUnions }) => [
    seed, records, truePairs, all.supportable, falseInParts, falseInUnions, share(all.joined, all.supportable), share(hard.joined, hard.supportable), share(all.inOnePart, all.supportable),
  ]);
  const falseWith = (label: Label | 'none'): number => scores.reduce((total, { falseByLabel }) => total + (falseByLabel[label] ?? 0), 0);
  const recall = (name: string, { supportable, joined, inOnePart }: Found, wrong: number | string): (string | number)[] => [
    name, supportable, share(joined, supportable), share(inOnePart, supportable), wrong,
  ];
  const wrong = scores.reduce((total, { falsePairs }) => total + falsePairs.length, 0);
  const byLabel = [...hardCases, ...varieties].map((label) => recall(label, sum(scores, (score) => score.byLabel[label]), falseWith(label)));
  return [
    ...table(['seed', 'records', 'true pairs', 'supportable', 'false in parts', 'false in unions', 'recall', 'recall hard', 'recall in parts'], bySeed),
    '',
    ...table(
      ['pairs', 'supportable', 'recall', 'in parts', 'false'],
      [recall('all', sum(scores, ({ all }) => all), wrong), recall('hard', sum(scores, ({ hard }) => hard), '-'), ...byLabel, ['no label in common', '-', '-', '-', falseWith('none')]],
    ),
  ].join('\n');
}
