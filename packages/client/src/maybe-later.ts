/** A value that is here already or comes in its own time: most commands on a tree have nobody to wait for. */
export type MaybeLater<T> = T | Promise<T>;

/** `next` with the value: at once where it is here. */
export function andThen<T, U>(value: MaybeLater<T>, next: (value: T) => MaybeLater<U>): MaybeLater<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
