/** A moment that is the same for all who share it, so that none of them sees another fail before its own turn. */
export interface Deadline {
  /** Milliseconds from its making. */
  readonly ms: number;
  readonly passed: Promise<void>;
  /** Lets it never come. */
  cancel(): void;
}

export function createDeadline(ms: number): Deadline {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return { ms, passed: promise, cancel: () => clearTimeout(timer) };
}

/** `promise`, or the error that `late` makes where it doesn't settle within `ms` milliseconds. */
export async function withDeadline<T>(
  promise: Promise<T>,
  ms: number,
  late: () => Error,
): Promise<T> {
  const deadline = createDeadline(ms);
  try {
    return await beforeDeadline(promise, deadline, late);
  } finally {
    deadline.cancel();
  }
}

/** `promise`, or the error that `late` makes where it doesn't settle before the deadline. */
export async function beforeDeadline<T>(
  promise: Promise<T>,
  { passed }: Deadline,
  late: () => Error,
): Promise<T> {
  const tooLate = passed.then(() => {
    throw late();
  });
  return Promise.race([promise, tooLate]);
}
