/** How the load generator tells a right answer from a wrong one, cheaply. */

/** One request and what a right answer to it holds. */
export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  body: string | null;
  /** Must be in the answer. */
  contains: string;
  /** Must be in it so many times: once per row. */
  marker: string;
  markers: number;
}

function count(text: string, marker: string): number {
  let found = 0;
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + marker.length)) found += 1;
  return found;
}

/** What is wrong with an answer, or undefined. */
export function wrongWith(status: number, text: string, request: LoadRequest): string | undefined {
  if (status !== 200) return `status ${status}`;
  if (text.includes('"errors":')) return 'it has errors';
  if (!text.includes(request.contains)) return 'it is about somebody else';
  const found = count(text, request.marker);
  return found === request.markers ? undefined : `it has ${found} rows instead of ${request.markers}`;
}
