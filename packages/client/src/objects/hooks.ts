/** Runs what a device maker wrote: one hook at a time, with a time limit, its faults kept where they arose. */
import type { Clock } from "../ports.ts";

/** Milliseconds a hook may take. */
export const HOOK_LIMITS = { read: 10_000, validate: 10_000, rollBack: 10_000, applied: 30_000, exec: 30_000 } as const;
export type HookName = keyof typeof HOOK_LIMITS;

/** A hook did not do what it is for. Never says more than the hook's own message. */
export interface ObjectFault {
  readonly hook: HookName;
  /** URI of the object, or of the node the hook ran for. */
  readonly uri: string;
  /** One line: what went wrong. */
  readonly reason: string;
}

export type HookResult<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly reason: string };

/** Never rejects. `signal` aborts when the time is over, or when `until` does. */
export async function runHook<T>(
  clock: Clock,
  hook: HookName,
  work: (signal: AbortSignal) => T | Promise<T>,
  until?: AbortSignal,
): Promise<HookResult<T>> {
  const limit = new AbortController();
  const settled = new AbortController();
  const stop = (): void => limit.abort();
  until?.addEventListener("abort", stop, { once: true });
  const late = clock.sleep(HOOK_LIMITS[hook], settled.signal).then((): HookResult<T> => {
    limit.abort();
    return { done: false, reason: `did not settle within ${HOOK_LIMITS[hook] / 1_000} s` };
  });
  try {
    const value = work(limit.signal);
    if (!(value instanceof Promise)) return { done: true, value };
    return await Promise.race([value.then((it): HookResult<T> => ({ done: true, value: it })), late]);
  } catch (error) {
    return { done: false, reason: error instanceof Error ? error.message.split("\n")[0]! : "threw no error" };
  } finally {
    until?.removeEventListener("abort", stop);
    settled.abort();
  }
}
