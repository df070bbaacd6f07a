/** The known name that `written` was probably meant to be, or undefined where none is near. */
export function nearestName(
  written: string,
  known: readonly string[],
): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(written, name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const limit = Math.max(2, Math.floor(written.length / 3));
  return best && best.distance <= limit ? best.name : undefined;
}

/** How many letters have to be added, removed or replaced: Levenshtein's, row by row. */
function editDistance(left: string, right: string): number {
  const target = [...right.toLowerCase()];
  const first = [0, ...target.map((_letter, index) => index + 1)];
  const last = [...left.toLowerCase()].reduce(
    (above, letter) => nextRow(above, letter, target),
    first,
  );
  return last.at(-1) ?? 0;
}

function nextRow(
  above: readonly number[],
  letter: string,
  target: readonly string[],
): number[] {
  const [corner = 0, ...rest] = above;
  let before = corner + 1;
  const row = [before];
  for (const [index, up] of rest.entries()) {
    const diagonal = (above[index] ?? 0) + (letter === target[index] ? 0 : 1);
    before = Math.min(before + 1, up + 1, diagonal);
    row.push(before);
  }
  return row;
}
