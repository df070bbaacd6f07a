/** The known key that `written` was probably meant to be, or undefined where none is near. */
export function nearestKey(
  written: string,
  known: readonly string[],
): string | undefined {
  const ranked = known
    .map((key) => ({ key, distance: editDistance(written, key) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const limit = Math.max(2, Math.floor(written.length / 3));
  return best && best.distance <= limit ? best.key : undefined;
}

function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          current[column - 1]! + 1,
          previous[column]! + 1,
          previous[column - 1]! + same,
        ),
      );
    }
    previous = current;
  }
  return previous[b.length]!;
}
