import { LRUCache } from 'lru-cache';

/** How an answer is written. */
export type Media = 'application/json' | 'application/graphql-response+json' | 'text/event-stream' | 'text/html';

const WHEN_EQUAL: readonly Media[] = ['application/json', 'application/graphql-response+json', 'text/event-stream'];
const cache = new LRUCache<string, { media: Media | null }>({ max: 500 });

interface Range {
  type: string;
  quality: number;
}

function parseAccept(header: string): Range[] {
  return header
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
      return { type, quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 0 };
    })
    .filter((range) => range.type !== '' && range.quality > 0);
}

function choose(header: string, offered: readonly Media[]): Media | null {
  // Array.sort is stable: of equal qualities the client's first wins.
  for (const { type } of parseAccept(header).sort((a, b) => b.quality - a.quality)) {
    const match = offered.find((media) => type === media || type === '*/*' || type === `${media.slice(0, media.indexOf('/'))}/*`);
    if (match) return match;
  }
  return null;
}

/** The media type of the answer (RFC 9110, 12.5.1); JSON where nothing is asked for, null where nothing offered is accepted. */
export function negotiate(accept: string | undefined, offersHtml: boolean): Media | null {
  if (accept === undefined || accept === '') return 'application/json';
  const key = `${offersHtml ? 'h' : '-'}${accept}`;
  let known = cache.get(key);
  if (!known) {
    known = { media: choose(accept, offersHtml ? [...WHEN_EQUAL, 'text/html'] : WHEN_EQUAL) };
    if (key.length <= 500) cache.set(key, known);
  }
  return known.media;
}

/** True for JSON in UTF-8 by the parsed essence of a Content-Type header, not its beginning. */
export function isJsonContentType(header: string): boolean {
  const [essence = '', ...parameters] = header.toLowerCase().split(';').map((piece) => piece.trim());
  if (essence !== 'application/json') return false;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replace(/^"(.*)"$/, '$1');
  return charset === undefined || charset === 'utf-8' || charset === 'utf8';
}
