/**
 * Vendure's lists in the order of their ids. It has no filter "id greater than", so pages are counted; each begins with
 * the last row of the one before. Where that row has moved (rows before it have gone, or this is a later process), the walk
 * steps back until it is among rows that it knows: doubles, never gaps.
 */
import { idText, type Row } from '../answers.ts';

/** Behind how many rows, and behind which id, a walk is. */
export interface WalkPlace {
  skip: number;
  last: string;
}

/** Rows of a list in the order of their ids. */
export type RowsAt = (skip: number, take: number) => Promise<Row[]>;

const SERIAL = /^\d{1,15}$/;

/** Ids are serial numbers, or texts where the shop is set up so. */
function isBehind(id: string, last: string): boolean {
  return SERIAL.test(id) && SERIAL.test(last) ? Number(id) > Number(last) : id > last;
}

export async function* walkById(rowsAt: RowsAt, from: WalkPlace | null, pageSize: number): AsyncGenerator<{ rows: Row[]; place: WalkPlace }> {
  for (let place: WalkPlace = from ?? { skip: 0, last: '' }; ; ) {
    const { last } = place;
    let skip = Math.max(0, place.skip - 1);
    let rows = await rowsAt(skip, pageSize);
    for (let step = pageSize; skip > 0 && !isKnown(rows[0], last); step *= 2) {
      skip = Math.max(0, skip - step);
      rows = await rowsAt(skip, pageSize);
    }
    const fresh = rows.filter((row) => last === '' || isBehind(idText(row.id) ?? '', last));
    place = { skip: skip + rows.length, last: idText(fresh.at(-1)?.id) ?? last };
    if (fresh.length > 0) yield { rows: fresh, place };
    if (rows.length < pageSize) return;
  }
}

const isKnown = (row: Row | undefined, last: string): boolean => row !== undefined && !isBehind(idText(row.id) ?? '', last);
