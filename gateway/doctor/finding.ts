/** What a check has found. Names, counts and keys of the configuration, never a person's data. */
export interface Finding {
  level: 'OK' | 'WARN' | 'FAIL';
  /** A source, or a part of the deployment. */
  subject: string;
  text: string;
  /** What to change, where something is. */
  change?: string;
}

/** One line. */
export function lineOf({ level, subject, text, change }: Finding): string {
  return `${level.padEnd(4)}  ${subject}: ${text}.${change === undefined ? '' : ` Change: ${change}.`}`;
}
