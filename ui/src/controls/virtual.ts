/** Where the rows of a long list stand: all of one height, but for its headings. */
export interface Rows {
  /** The height of all rows. */
  total: number;
  /** Where a row begins. */
  top(index: number): number;
  /** How high a row is. */
  height(index: number): number;
  /** The row at a height. */
  at(y: number): number;
}

/** The shape of a list with `count` rows, of which `heads` (in order) are `headHeight` high. */
export function rows(count: number, rowHeight: number, heads: readonly number[], headHeight: number): Rows {
  const less = rowHeight - headHeight;
  /** How many headings stand before a row. */
  const before = (index: number) => {
    let low = 0;
    let high = heads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((heads[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const isHead = (index: number) => heads[before(index)] === index;
  const top = (index: number) => index * rowHeight - before(index) * less;
  return {
    total: top(count),
    top,
    height: (index) => (isHead(index) ? headHeight : rowHeight),
    at(y) {
      if (heads.length === 0) return clamp(Math.floor(y / rowHeight), 0, Math.max(0, count - 1));
      let low = 0;
      let high = Math.max(0, count - 1);
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (top(middle) <= y) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
