/** Documents that the company has registered (trusted documents): the text of each file of a folder, known by its SHA-256. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRefused, type Documents } from './documents.ts';

export interface RegisteredDocument {
  /** Within the folder. */
  file: string;
  text: string;
}

export interface RegisteredDocuments {
  has(text: string): boolean;
  /** The text with this SHA-256 (64 hexadecimal digits in lower case), or undefined. */
  byHash(sha256Hash: string): string | undefined;
  readonly all: readonly RegisteredDocument[];
}

/** The lower-case hexadecimal SHA-256 of a document's UTF-8 text. */
export function documentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Nothing changes what is registered while the gateway runs. */
export function registerDocuments(documents: readonly RegisteredDocument[]): RegisteredDocuments {
  const texts = new Set(documents.map(({ text }) => text));
  const byHash = new Map([...texts].map((text) => [documentHash(text), text]));
  return { has: (text) => texts.has(text), byHash: (hash) => byHash.get(hash), all: documents };
}

/**
 * Reads the `.graphql` files of a folder and the folders in it. A file is one document, as it stands or without white
 * space around it, since editors end a file with a line break that clients do not send. Throws where the folder cannot
 * be read or holds none.
 */
export function readRegisteredDocuments(folder: string): RegisteredDocuments {
  let files: string[];
  try {
    files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.graphql')).sort();
  } catch {
    throw new Error('documentsPath: the folder cannot be read.');
  }
  if (files.length === 0) throw new Error('documentsPath: the folder holds no .graphql file.');
  return registerDocuments(
    files.flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return [...new Set([text, text.trim()])].map((one) => ({ file, text: one }));
    }),
  );
}

/** Throws one Error that names each document that the engine would refuse, with the reason. */
export function checkRegistered({ all }: RegisteredDocuments, documents: Documents): void {
  const faults = new Set<string>();
  for (const { file, text } of all) {
    const document = documents.get(text);
    if (isRefused(document)) faults.add(`${file}: ${document.errors.map(({ message }) => message).join(' ')}`);
  }
  if (faults.size > 0) throw new Error(`Registered documents cannot be served:\n- ${[...faults].join('\n- ')}`);
}
