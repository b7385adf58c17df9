/** Notifications as a case asks for them. Clause: bootstrap-push §2, §3. */
import { makeNotification, wapPush } from "../push/make-push.ts";
import { nonceOf, SERVERS } from "./bench.ts";
import type { PushSpec, ServerName, Setup } from "./case.ts";
import type { Push } from "./driver.ts";

const DAY = 86_400;

export function pushesFor(spec: PushSpec, server: ServerName, setup: Setup): readonly Push[] {
  const { serverId, secrets } = SERVERS[server];
  const { format, sessionId, bearer = "wap-push", times = 1, ageDays = 0, timeoutDays } = spec;
  const right = nonceOf(`server-${server}`, setup);
  const made = makeNotification({
    serverId: spec.stranger === true ? "nobody.example" : serverId,
    secret: secrets[1],
    nonce: spec.nonce === "lost" ? "lost" : spec.nonce === "wrong" ? new TextEncoder().encode("another") : right,
    sessionId,
    format,
    timestamp: Math.floor(Date.now() / 1000) - Math.round(ageDays * DAY),
    ...(timeoutDays === undefined ? {} : { timeoutDays }),
  });
  const content = { contentType: spec.contentType ?? made.contentType, data: spoilt(made.data, spec) };
  const bytes = bearer === "wap-push" ? wapPush(content) : content.data;
  return Array.from({ length: times }, () => ({ bearer, bytes, contentType: content.contentType }));
}

function spoilt(data: Uint8Array, { flip, cut }: PushSpec): Uint8Array {
  const changed = Uint8Array.from(data);
  if (flip !== undefined) {
    const at = flip.at < 0 ? changed.length + flip.at : flip.at;
    changed[at] = (changed[at] ?? 0) ^ flip.by;
  }
  return cut === undefined ? changed : changed.subarray(0, cut);
}
