/** What is known of a version's files. */
interface Sized {
  readonly packageName: string;
  readonly bytes: number;
}

/** Open pages fetch parts of a version until they have taken over the next one. */
const KEPT_BUILDS = 3;

/**
 * Which versions go when another comes: those that no page needs any more, and further ones, oldest first, until all
 * together fit into `most` bytes. The newest of each package stays: it is shown.
 */
export function chooseOld<Build extends Sized>(
  builds: readonly Build[],
  next: Sized,
  most: number,
): readonly Build[] {
  const isReplaced = (build: Build, at: number) =>
    builds.some(
      ({ packageName }, index) =>
        index > at && packageName === build.packageName,
    );
  const same = builds.filter((build) => build.packageName === next.packageName);
  const old = new Set(same.slice(0, Math.max(0, same.length - KEPT_BUILDS)));
  const sum = () =>
    builds.reduce(
      (bytes, build) => (old.has(build) ? bytes : bytes + build.bytes),
      next.bytes,
    );
  for (const build of builds.filter(isReplaced)) {
    if (sum() <= most) break;
    old.add(build);
  }
  return [...old];
}
