/** Addresses that are known only when the servers run: `{{A}}`, `{{B}}` and `{{boot}}` in any text of a step. */

import type { Station } from "./bench.ts";
import type { ServerName } from "./case.ts";

export function fillAddresses<T>(steps: T, stations: ReadonlyMap<ServerName, Station>, boot = ""): T {
  const text = (value: string): string =>
    value.replace(/\{\{(A|B|boot)\}\}/g, (_, name: ServerName | "boot") =>
      name === "boot" ? boot : (stations.get(name)?.lab.url ?? ""),
    );
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Uint8Array || value instanceof RegExp) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part)]));
  };
  return fill(steps) as T;
}
